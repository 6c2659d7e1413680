/** Whatever a handler of the cases waits for, and the rest of its kind. */
const EVENTS = [
  'load error pageshow toggle beforetoggle close focus blur mouseover mouseenter mousedown pointerenter pointerdown contextmenu',
  'wheel dragstart copy paste keydown keyup input change submit animationstart animationend transitionstart transitionend',
  'scroll resize loadstart begin end start touchstart select',
]
  .join(' ')
  .split(' ');

/** Has every event happen at every element below `root`, its shadow trees included, then clicks it. */
export function provoke(root: ParentNode): void {
  const elements = [...root.querySelectorAll('*')];
  for (const element of elements) {
    // It does not go up: each of the others has one of its own.
    for (const type of EVENTS) element.dispatchEvent(new Event(type, { cancelable: true }));
    if (element.shadowRoot) provoke(element.shadowRoot);
  }
  for (const element of elements) {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }));
  }
}

/**
 * Keeps clicks and forms from leaving the page for another; what would run a script is let through.
 * @param onLeave - is told of every link that was clicked.
 */
export function stayHere(view: Window, onLeave: (link: Element) => void = () => {}): void {
  view.addEventListener(
    'click',
    (event) => {
      const link = event.composedPath().find((target) => isLink(target));
      if (!link) return;
      onLeave(link);
      if (!runsScript(addressOf(link))) event.preventDefault();
    },
    true,
  );
  view.addEventListener(
    'submit',
    (event) => {
      const { submitter, target } = event;
      const action = submitter?.getAttribute('formaction') ?? (target as Element).getAttribute('action') ?? '';
      if (!runsScript(action)) event.preventDefault();
    },
    true,
  );
}

/** By its name: each frame has classes of its own. */
function isLink(target: EventTarget): target is Element {
  return ['a', 'area'].includes(String(Reflect.get(target, 'localName'))) && addressOf(target as Element) !== '';
}

function addressOf(link: Element): string {
  return link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '';
}

/** As the browser reads it, which drops tabs, line breaks and what stands before. */
function runsScript(address: string): boolean {
  return URL.canParse(address) && ['javascript:', 'data:'].includes(new URL(address).protocol);
}

/**
 * Resolves when whatever was set going has had its turn: frames were drawn, tasks were run, and requests made after it have
 * come back.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    await fetch(`/settle?${turn}`, { cache: 'no-store' });
  }
}
