import { INJECTION_PATTERNS } from './injection-patterns.ts';

/** How much of a text is looked at, in UTF-16 code units: the largest request. */
const MAX_LENGTH = 32_768;

/** What can't be seen and is put between letters: zero-width and direction marks, soft hyphens, tag characters, variation selectors. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u{E0000}-\u{E007F}]/gu;

/** Tag characters spell a text that only a model reads. */
const HIDDEN_TEXT = /[\u{E0020}-\u{E007E}]{4}/u;

export interface InjectionSignal {
  /** 0 where nothing was found; nearer to 1 the more was. */
  readonly score: number;
  /** The names of what was found, for the log. */
  readonly patterns: readonly string[];
}

/** From this score on a question is refused where the owner wants that. */
export const REFUSAL_SCORE = 0.6;

/**
 * Looks for the well-known words of attempts to give the model other instructions. A signal and no protection: whoever says it in
 * other words is not found, and an honest question may have those words; docs/guards.md gives the figures.
 */
export function injectionSignal(text: string): InjectionSignal {
  const looked = text.slice(0, MAX_LENGTH);
  const seen = looked.normalize('NFKC').replaceAll(INVISIBLE, '').toLowerCase().replaceAll('’', "'");
  const found = INJECTION_PATTERNS.filter(({ form }) => form.test(seen)).map(({ name, weight }) => ({ name, weight }));
  if (HIDDEN_TEXT.test(looked)) found.push({ name: 'hidden_text', weight: 0.9 });
  const missed = found.reduce((rest, { weight }) => rest * (1 - weight), 1);
  return { score: Math.round((1 - missed) * 100) / 100, patterns: found.map(({ name }) => name) };
}
