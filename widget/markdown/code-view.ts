import { copyText } from '../copy-text.ts';
import { languageOf } from './code-languages.ts';
import { CodeLines } from './code-lines.ts';

/** What a code block says to its reader. */
export interface CodeLabels {
  /** The button's. */
  readonly copy: string;
  /** The code is on the clipboard. */
  readonly copied: string;
  /** It is not, but is selected, so that the reader can copy it. */
  readonly selected?: string;
  /** What stands for the language's name where there is none. */
  readonly code: string;
}

const LABELS: Required<CodeLabels> = {
  copy: 'Copy',
  copied: 'Copied',
  selected: 'Selected. Copy it with your keyboard or menu.',
  code: 'Code',
};

/** A language's name that is not ours to choose is cut, in code units. */
const MAX_NAME_LENGTH = 32;

/** How long it is said that the code was copied, in milliseconds. */
const OUTCOME_MS = 4000;

/**
 * What reorders text. In code nothing is to look different from what it does when it is run ("Trojan Source",
 * CVE-2021-42574), so that none of it is shown or copied.
 */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A block of code that grows at its end, under a bar with the language's name and a button that copies all of it. */
export class CodeView {
  readonly element: HTMLElement = document.createElement('div');
  readonly #code = document.createElement('code');
  readonly #outcome = document.createElement('span');
  readonly #lines: CodeLines;
  readonly #labels: Required<CodeLabels>;
  #forget: ReturnType<typeof setTimeout> | undefined;

  /** @param language - the first word behind the fence, or ''. */
  constructor(language: string, labels: Partial<CodeLabels> = {}) {
    this.#labels = { ...LABELS, ...labels };
    this.#lines = new CodeLines(this.#code, language);
    const title = languageOf(language)?.title ?? (language.slice(0, MAX_NAME_LENGTH) || this.#labels.code);
    this.element.className = 'code';
    this.element.append(this.#bar(title), this.#scroller(title));
  }

  /** @param text - in any pieces; lines end with a line feed. */
  append(text: string): void {
    this.#lines.append(text.replace(DIRECTION, ''));
  }

  /** Nothing more will come. What is shown is right at any time, so nothing is left to do. */
  end(): void {}

  #bar(title: string): HTMLElement {
    const name = document.createElement('span');
    name.className = 'code-language';
    name.dir = 'auto';
    name.textContent = title;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'code-copy';
    button.textContent = this.#labels.copy;
    button.addEventListener('click', () => void this.#copy());
    // There before it has something to say, or it would not be heard.
    this.#outcome.className = 'code-outcome';
    this.#outcome.role = 'status';
    const bar = document.createElement('div');
    bar.className = 'code-bar';
    bar.append(name, this.#outcome, button);
    return bar;
  }

  /** Long lines scroll; with the keyboard, too. */
  #scroller(title: string): HTMLElement {
    const pre = document.createElement('pre');
    pre.tabIndex = 0;
    pre.dir = 'ltr';
    pre.role = 'group';
    pre.ariaLabel = title;
    pre.append(this.#code);
    return pre;
  }

  async #copy(): Promise<void> {
    const isCopied = await copyText(this.#code.textContent ?? '');
    if (!isCopied) getSelection()?.selectAllChildren(this.#code);
    this.#outcome.textContent = isCopied ? this.#labels.copied : this.#labels.selected;
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#outcome.replaceChildren(), OUTCOME_MS);
  }
}
