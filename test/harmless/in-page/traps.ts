/**
 * Set in every frame before anything else runs there; so it stands alone and is given to the browser as text. Whatever runs
 * that should not is told to the page at the top, which keeps it in `__executed`: the number that it was written with, or a
 * sentence.
 */
export function setTraps(): void {
  const executed = new Set<string>();
  Object.defineProperty(globalThis, '__executed', { value: executed });
  if (top === window) addEventListener('message', ({ data }) => executed.add(String(data)));
  const report = (what: string): void => {
    if (executed.has(what)) return;
    executed.add(what);
    // A message, since a frame of another origin can do no more.
    if (top !== window) top?.postMessage(what, '*');
  };
  // oxlint-disable unicorn/consistent-function-scoping -- it stands alone
  const numberIn = (value: unknown): string => /\d+/.exec(String(value))?.[0] ?? String(value);
  // The chat prints, too; only it does so without a number.
  const hit = (value: unknown): void => {
    if (value !== undefined) report(numberIn(value));
  };
  for (const name of ['__hit', 'alert', 'confirm', 'prompt', 'print']) {
    Object.defineProperty(globalThis, name, { value: hit });
  }
  Object.defineProperty(globalThis, 'open', { value: (address: unknown) => (hit(address), null) });
  // The test's own tools use these two, so only what a case has written counts.
  const isOfCase = (code: unknown): boolean => /__hit|alert/.test(String(code));
  const { eval: evaluate, Function: Compile } = globalThis;
  Object.defineProperty(globalThis, 'eval', {
    value: (code: unknown) => {
      if (isOfCase(code)) hit(code);
      return evaluate(code as string) as unknown;
    },
  });
  const tellAndCompile = (code: unknown[]): unknown => {
    if (code.some(isOfCase)) hit(code.at(-1));
    return Reflect.construct(Compile, code);
  };
  const trapped = new Proxy(Compile, {
    apply: (_target, _self, code: unknown[]) => tellAndCompile(code),
    construct: (_target, code: unknown[]) => tellAndCompile(code) as object,
  });
  Object.defineProperty(globalThis, 'Function', { value: trapped });
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
    report(`violation: ${effectiveDirective} ${blockedURI} ${sample}`);
  });
}
