declare global {
  /** Chromium's own accessibility tree, behind `--enable-blink-features=ComputedAccessibilityInfo`. */
  interface Element {
    readonly computedRole: string;
    readonly computedName: string;
  }
}

/** How long something may take to come about, in milliseconds; only a test that fails waits for it. */
const PATIENCE_MS = 3_000;

/** @returns what has this role, and this name if one is given, in `root` and every open shadow root within. */
export function queryAll(role: string, name?: string, root: ParentNode = document): HTMLElement[] {
  return everything(root).filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      element.computedRole === role &&
      (name === undefined || element.computedName === name),
  );
}

/** @throws {Error} unless exactly one element has this role and name. */
export function get(role: string, name?: string, root: ParentNode = document): HTMLElement {
  const found = queryAll(role, name, root);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} of ${describeOne(role, name)} in: ${outline(root)}`);
  return only;
}

/** @returns the one element with this role and name, as soon as there is one. */
export function find(role: string, name?: string, root: ParentNode = document): Promise<HTMLElement> {
  return eventually(() => get(role, name, root));
}

/** Resolves as soon as nothing has this role and name. */
export function gone(role: string, name?: string, root: ParentNode = document): Promise<void> {
  return eventually(() => {
    if (queryAll(role, name, root).length > 0) throw new Error(`${describeOne(role, name)} is still there`);
  });
}

/** Looks every frame until `look` throws no more. */
export async function eventually<Result>(look: () => Result | Promise<Result>): Promise<Result> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await nextFrame();
  }
}

/** Resolves in the next animation frame. */
export async function nextFrame(): Promise<void> {
  await new Promise(requestAnimationFrame);
}

/** Resolves after the next frame's layout and painting, and what is told of them. */
export async function painted(): Promise<void> {
  await nextFrame();
  // A task; a timer's would wait for longer.
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', resolve, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** @returns the element that has the focus, in whichever shadow root. */
export function focused(page: Document = document): Element | null {
  let element = page.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

function everything(root: ParentNode): HTMLElement[] {
  const found: HTMLElement[] = [];
  if ('shadowRoot' in root && root.shadowRoot) found.push(...everything(root.shadowRoot as ShadowRoot));
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    found.push(element);
    if (element.shadowRoot) found.push(...everything(element.shadowRoot));
  }
  return found;
}

function describeOne(role: string, name: string | undefined): string {
  return name === undefined ? role : `${role} “${name}”`;
}

function outline(root: ParentNode): string {
  return everything(root)
    .filter((element) => element.checkVisibility() && !['', 'generic', 'none'].includes(element.computedRole))
    .map((element) => describeOne(element.computedRole, element.computedName || undefined))
    .join(', ');
}
