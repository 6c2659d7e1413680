import { adoptStyles } from 'lit';
import { codeStyles } from '../../../widget/markdown/code-view.styles.ts';
import { markdownStyles } from '../../../widget/markdown/markdown.styles.ts';
import { styles } from '../../../widget/smail-chat.styles.ts';
import { CONTESTANTS, type Contestant, type ContestantName } from './contestants.ts';

/** What runs in the browser: one contestant at a time, in a message like the chat's, in the chat's own styles. */
export interface BenchPage {
  /** Empties the page and begins anew. */
  begin(name: ContestantName): void;
  /**
   * Writes text on, `step` characters at a time, each laid out at once; a frame is drawn now and then.
   * @param text - what is written after what is there.
   */
  write(text: string, step: number): Promise<void>;
  /** The same with a frame for each step, as the chat does it. */
  writeInFrames(text: string, step: number): Promise<void>;
  /** Writes on, and looks at what happens to what was there. */
  watch(text: string, step: number): Stability;
  end(): void;
}

export interface Stability {
  readonly writes: number;
  /** Writes after which the text that was shown is no longer the beginning of the text that is shown. */
  readonly takenBack: number;
  /** Nodes that were removed, each with everything below it counted once. */
  readonly removed: number;
}

/** About as many tokens as come between two frames of a fast model's answer, many times over. */
const WRITES_PER_FRAME = 64;

let root: HTMLElement = document.createElement('div');
let contestant: Contestant | undefined;
let whole = '';

const page: BenchPage = {
  begin(name) {
    document.body.replaceChildren();
    root = openMessage();
    whole = '';
    contestant = CONTESTANTS[name](root);
  },
  async write(text, step) {
    let writes = 0;
    for (const added of pieces(text, step)) {
      write(added);
      root.getBoundingClientRect();
      if (++writes % WRITES_PER_FRAME === 0) await frame();
    }
  },
  async writeInFrames(text, step) {
    const scroller = root.closest('.log');
    for (const added of pieces(text, step)) {
      await frame();
      write(added);
      if (scroller) scroller.scrollTop = scroller.scrollHeight;
    }
    await frame();
  },
  watch(text, step) {
    const observer = new MutationObserver(() => {});
    observer.observe(root, { subtree: true, childList: true });
    const counts = { writes: 0, takenBack: 0, removed: 0 };
    let shown = wordsOf(root);
    for (const added of pieces(text, step)) {
      write(added);
      const next = wordsOf(root);
      counts.writes += 1;
      if (!next.startsWith(shown)) counts.takenBack += 1;
      shown = next;
      for (const { removedNodes } of observer.takeRecords()) counts.removed += removedNodes.length;
    }
    observer.disconnect();
    return counts;
  },
  end() {
    contestant?.end();
    root.getBoundingClientRect();
  },
};

function write(added: string): void {
  whole += added;
  contestant?.write(added, whole);
}

function pieces(text: string, step: number): string[] {
  return Array.from({ length: Math.ceil(text.length / step) }, (_, index) =>
    text.slice(index * step, (index + 1) * step),
  );
}

/** White space between blocks is in some contestants' markup, and nobody sees it. */
function wordsOf(element: Element): string {
  return element.textContent.replaceAll(/\s+/g, '');
}

function frame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** The part of the chat's tree that the styles of a message need. */
function openMessage(): HTMLElement {
  const host = document.createElement('main');
  Object.assign(host.style, { display: 'grid', width: '400px', height: '600px' });
  document.body.append(host);
  const shadow = host.attachShadow({ mode: 'open' });
  adoptStyles(shadow, [styles, markdownStyles, codeStyles]);
  let parent: Node = shadow;
  for (const className of ['root inline', 'panel', 'log', 'message assistant']) {
    parent = parent.appendChild(Object.assign(document.createElement('div'), { className }));
  }
  return parent.appendChild(Object.assign(document.createElement('div'), { className: 'text' }));
}

Object.assign(globalThis, { page });
