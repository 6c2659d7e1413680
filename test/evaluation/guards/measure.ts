import { injectionSignal, REFUSAL_SCORE } from '../../../server/guards/injection.ts';
import { mask, type MaskOptions } from '../../../server/guards/mask.ts';
import { KINDS, type Kind } from '../../../server/guards/personal-data.ts';
import { HARMLESS_QUESTIONS, INJECTIONS } from './injections.ts';
import { harmlessTexts } from './harmless-texts.ts';
import { personalTexts } from './personal-texts.ts';
import { Random } from './random.ts';

const SEED = 6;
export const PERSONAL = personalTexts(new Random(SEED), 75);
export const HARMLESS = harmlessTexts(new Random(SEED + 1), 40);

/** How many of how many. */
export interface Share {
  readonly hits: number;
  readonly n: number;
}

export interface MaskingFigures {
  /** By form: the texts of which what a visitor is to see came out, to the character. */
  readonly recall: ReadonlyMap<string, Share>;
  /** By label: those that stand where such data was. */
  readonly precision: ReadonlyMap<Kind, Share>;
  /** By what it looks like: the harmless texts in which something was masked. */
  readonly falseAlarms: ReadonlyMap<string, Share>;
}

/** @param country - given with every text: `own` gives each text that of its telephone number, and to a harmless one Germany. */
export function measureMasking(country: 'none' | 'own'): MaskingFigures {
  const recall = new Map<string, Share>();
  const labels = new Map<Kind, Share>(KINDS.map((kind) => [kind, { hits: 0, n: 0 }]));
  const falseAlarms = new Map<string, Share>();
  for (const { text, masked, kind, form, country: own } of PERSONAL) {
    const result = mask(text, country === 'own' ? optionsOf(own) : {});
    count(recall, form, result.text === masked);
    for (const found of result.found) count(labels, found, found === kind && result.text === masked);
  }
  for (const { text, form } of HARMLESS) {
    const { found } = mask(text, country === 'own' ? optionsOf('DE') : {});
    count(falseAlarms, form, found.length > 0);
    for (const kind of found) count(labels, kind, false);
  }
  return { recall, precision: labels, falseAlarms };
}

export function measureInjections(): { readonly found: Share; readonly refusedHarmless: Share } {
  return {
    found: { hits: INJECTIONS.filter(isRefused).length, n: INJECTIONS.length },
    refusedHarmless: { hits: HARMLESS_QUESTIONS.filter(isRefused).length, n: HARMLESS_QUESTIONS.length },
  };
}

function isRefused(text: string): boolean {
  return injectionSignal(text).score >= REFUSAL_SCORE;
}

function optionsOf(country: MaskOptions['country']): MaskOptions {
  return { country };
}

function count<Key>(shares: Map<Key, Share>, key: Key, isHit: boolean): void {
  const { hits, n } = shares.get(key) ?? { hits: 0, n: 0 };
  shares.set(key, { hits: hits + (isHit ? 1 : 0), n: n + 1 });
}
