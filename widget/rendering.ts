import type { TimeLimits } from './controllers/time-limits.ts';
import type { Turn } from './conversation/turn.ts';
import type { MarkdownLabels } from './markdown/options.ts';
import type { FinishedBlock } from './markdown/streaming-markdown.ts';
import type { Shell } from './shell.ts';
import type { Translate } from './texts.ts';
import type { Drawing } from './views/drawing.ts';
import type { PacedMarkdownOptions } from './views/paced-markdown.ts';

/** What everything that was said is drawn with, as the owner and the visitor have it. */
export class Rendering {
  readonly #shell: Shell;
  readonly #limits: TimeLimits;
  readonly #onBlock: (turn: Turn, block: FinishedBlock) => void;
  /** What `images` lists: kept, as a text with other options is drawn anew; and so are the labels, and for whom they are. */
  #allowed: { readonly images: string; readonly list: readonly string[] } = { images: '', list: [] };
  #labels: Partial<MarkdownLabels> = {};
  #labelled: Translate | undefined;

  /** @param onBlock - told of every block that is finished. */
  constructor(shell: Shell, limits: TimeLimits, onBlock: (turn: Turn, block: FinishedBlock) => void) {
    this.#shell = shell;
    this.#limits = limits;
    this.#onBlock = onBlock;
  }

  get drawing(): Drawing {
    const { t, settings, origin } = this.#shell;
    this.#renew();
    return {
      t: t(),
      locale: this.#locale,
      features: settings().features,
      limitOf: (failure) => this.#limits.of(failure),
      server: origin(),
      rendering: (turn) => this.#optionsFor(turn),
    };
  }

  /** As the visitor has it, as far as that is the language of the texts: British visitors of an English chat have 24 hours. */
  get #locale(): string {
    const language = this.#shell.language();
    return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  }

  #optionsFor(turn: Turn | undefined): PacedMarkdownOptions {
    const { pace: perSecond, renderMath } = this.#shell.element;
    return {
      perSecond,
      base: this.#shell.origin(),
      images: this.#allowed.list,
      labels: this.#labels,
      ...(renderMath && { renderMath }),
      ...(turn && { onBlock: (block) => this.#onBlock(turn, block) }),
    };
  }

  #renew(): void {
    const { element, chatbot } = this.#shell;
    const { images } = element;
    if (this.#allowed.images !== images) this.#allowed = { images, list: images.split(/\s+/).filter(Boolean) };
    const { t } = chatbot;
    if (this.#labelled === t) return;
    this.#labelled = t;
    this.#labels = {
      copy: t('copyAnswer'),
      copied: t('copied'),
      selected: t('notCopied'),
      code: t('code'),
      table: t('table'),
      done: t('taskDone'),
      notDone: t('taskNotDone'),
    };
  }
}
