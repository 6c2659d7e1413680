import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Conversation } from '../conversation/conversation.ts';
import type { OpenTurn } from '../conversation/turn.ts';
import { languageOf } from '../markdown/code-languages.ts';
import type { FinishedBlock } from '../markdown/streaming-markdown.ts';
import type { Translate } from '../texts.ts';

export interface ReadingAloudOptions {
  readonly t: () => Translate;
  readonly turns: () => Conversation;
  readonly openTurn: () => OpenTurn | undefined;
  readonly say: (text: string) => void;
}

/** Reads an answer out, block by block as they are finished, and says when it is whole. What was there before is not news. */
export class ReadingAloud implements ReactiveController {
  readonly #options: ReadingAloudOptions;
  /** The turn whose answer came in last while this page was looking. */
  #key: string | undefined;

  constructor(host: ReactiveControllerHost, options: ReadingAloudOptions) {
    this.#options = options;
    host.addController(this);
  }

  /** @param key - of the turn whose answer the block is of. */
  read(key: string, { kind, text, language = '', lines = 0 }: FinishedBlock): void {
    const { t, say } = this.#options;
    if (key !== this.#key) return;
    if (kind === 'code') say(this.#describe(languageOf(language)?.title, lines));
    else if (kind === 'math') say(t()('formula'));
    else if (text !== '') say(text);
  }

  hostUpdate(): void {
    this.#key = this.#options.openTurn()?.key ?? this.#key;
  }

  /** The last of it has been rendered, and read. */
  hostUpdated(): void {
    const { t, turns, openTurn, say } = this.#options;
    if (this.#key === undefined || openTurn()) return;
    const turn = turns().find(({ key }) => key === this.#key);
    this.#key = undefined;
    if (turn?.phase === 'complete') say(t()('answerComplete'));
  }

  #describe(language: string | undefined, lines: number): string {
    const t = this.#options.t();
    return language === undefined ? t('codeBlockPlain', { lines }) : t('codeBlock', { language, lines });
  }
}
