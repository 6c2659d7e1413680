import type { Features } from '../../protocol/widget-settings.ts';
import type { Failure } from '../conversation/failure.ts';
import type { Turn } from '../conversation/turn.ts';
import type { Translate } from '../texts.ts';
import type { PacedMarkdownOptions } from './paced-markdown.ts';

/** How long something cannot be tried again. */
export interface Limit {
  /** In milliseconds since 1970. */
  readonly until: number;
  /** What is left of it; at least 1. */
  readonly seconds: number;
}

/** What everything that was said is drawn with. */
export interface Drawing {
  readonly t: Translate;
  /** In which times are written out; a BCP 47 tag. */
  readonly locale: string;
  readonly features: Required<Features>;
  /** @returns how long what has failed cannot be tried again; `undefined` where it can. */
  readonly limitOf: (failure: Failure) => Limit | undefined;
  /** What the sources' addresses are relative to: the server's origin. */
  readonly server: string;
  /** How a text is shown: that of this turn's answer, or any other. */
  readonly rendering: (turn?: Turn) => PacedMarkdownOptions;
}
