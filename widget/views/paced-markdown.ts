import { StreamingMarkdown, type MarkdownOptions } from '../markdown/streaming-markdown.ts';
import { onNextFrame } from '../next-frame.ts';
import { Pace } from './pace.ts';

export interface PacedMarkdownOptions extends MarkdownOptions {
  /** The least speed at which text appears, in characters a second. */
  readonly perSecond: number;
}

/**
 * Markdown that arrives in bursts and appears evenly, in one change of the DOM a frame. Where nobody watches it appear it is shown
 * at once: in a hidden tab, for those who want no motion, and when it is whole.
 */
export class PacedMarkdown {
  readonly #markdown: StreamingMarkdown;
  readonly #pace: Pace;
  #text = '';
  #written = 0;
  #isOver = false;
  #isScheduled = false;
  #isStopped = false;

  /**
   * @param root - empty; its children are ours from now on.
   * @param seen - what the text begins with that is no news to the reader, and is shown at once.
   */
  constructor(root: HTMLElement, { perSecond, ...options }: PacedMarkdownOptions, seen = '') {
    this.#markdown = new StreamingMarkdown(root, options);
    this.#pace = new Pace(perSecond);
    this.#pace.arrive(seen.length, performance.now());
    this.#pace.catchUp();
    this.#text = seen;
  }

  /** The text so far. */
  get text(): string {
    return this.#text;
  }

  /** @returns whether `text` can be told as more of what was told already. What was whole and is not any more goes on where it stood. */
  goesOnWith(text: string): boolean {
    return this.#isOver ? text === this.#text : text.startsWith(this.#text);
  }

  /** The text so far; one that `goesOnWith` what was told before. */
  tell(text: string, isWhole: boolean): void {
    if (this.#isOver) return;
    if (text !== this.#text) this.#pace.arrive(text.length, performance.now());
    this.#text = text;
    this.#isOver = isWhole;
    // After a change the next one waits for its frame; only the last does not, so that the text is there when it is said to be.
    if (isWhole || (!this.#isScheduled && this.#written < text.length)) this.#show();
  }

  /** Another text takes its place: nothing more of this one is shown. */
  stop(): void {
    this.#isStopped = true;
  }

  #show(): void {
    if (this.#isOver || document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches) this.#pace.catchUp();
    else this.#pace.advance(performance.now());
    const { shown } = this.#pace;
    if (shown > this.#written) this.#markdown.write(this.#text.slice(this.#written, shown));
    this.#written = shown;
    if (this.#isOver) this.#markdown.end();
    else this.#schedule();
  }

  #schedule(): void {
    this.#isScheduled = true;
    onNextFrame(() => {
      this.#isScheduled = false;
      if (!this.#isStopped && this.#written < this.#text.length) this.#show();
    });
  }
}
