import { describe, expect, it } from 'vitest';
import { COUNTED_TEXTS, DEFAULT_LANGUAGE, LANGUAGES, TEXTS, type PluralText } from '../../../protocol/texts.ts';
import { TEXTS_BY_LANGUAGE } from '../../../server/texts/texts-by-language.ts';

const OTHERS = LANGUAGES.filter((language) => language !== DEFAULT_LANGUAGE);

/** What stands in each language's own script: a text without it was not translated. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  ko: /\p{Script=Hangul}/u,
  zh: /\p{Script=Han}/u,
};

/** All words of a language, each with its key and, where a number changes it, the number's category. */
function wordsOf(language: string): Word[] {
  return Object.entries(textsOf(language)).flatMap(([key, value]): Word[] =>
    typeof value === 'string'
      ? [[key, undefined, value]]
      : Object.entries(value).map(([category, text]): Word => [key, category, text]),
  );
}

type Word = readonly [key: string, category: string | undefined, text: string];

function textsOf(language: string): Readonly<Record<string, string | PluralText>> {
  return TEXTS_BY_LANGUAGE.get(language as (typeof LANGUAGES)[number]) ?? {};
}

/** @returns the only whole number of a category, where it has no other: its words may be without figures. */
function onlyNumber(language: string, category: string): number | undefined {
  const rules = new Intl.PluralRules(language);
  const numbers = Array.from({ length: 1_001 }, (_, number) => number).filter(
    (number) => rules.select(number) === category,
  );
  return numbers.length === 1 ? numbers[0] : undefined;
}

it('there are texts in every language but the widget’s own', () => {
  expect([...TEXTS_BY_LANGUAGE.keys()].toSorted()).toEqual(OTHERS.toSorted());
});

describe.each(OTHERS)('the texts in %s', (language) => {
  it('are those that the widget has, in the same order', () => {
    expect(Object.keys(textsOf(language))).toEqual(Object.keys(TEXTS));
  });

  it('have words for each category of number of the language, and for no other', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, value] of Object.entries(textsOf(language))) {
      if (key in COUNTED_TEXTS) expect(Object.keys(value).toSorted(), key).toEqual(categories);
      else expect(value, key).toBeTypeOf('string');
    }
  });

  it('have the placeholders that the widget fills, each once', () => {
    for (const [key, category, text] of wordsOf(language)) {
      const placeholders = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name).toSorted();
      const expected: string[] = [...TEXTS[key as keyof typeof TEXTS]].toSorted();
      const counted = COUNTED_TEXTS[key as keyof typeof COUNTED_TEXTS] as string | undefined;
      const mayOmit = category !== undefined && onlyNumber(language, category) !== undefined;
      const isWhole = placeholders.join() === expected.join();
      const isWithoutFigure = mayOmit && placeholders.join() === expected.filter((name) => name !== counted).join();
      expect(isWhole || isWithoutFigure, `${key} ${category}: ${text}`).toBe(true);
    }
  });

  it('are plain, trimmed text: none is empty or has marks of HTML', () => {
    for (const [key, , text] of wordsOf(language)) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).toMatch(/\p{L}/u);
      expect(text, key).not.toMatch(/[<>&]|\{\{|\p{Cc}|\.\.\./u);
      expect(text.length, key).toBeLessThanOrEqual(120);
    }
  });

  it('are translated', () => {
    const script = SCRIPTS[language];
    for (const [key, , text] of wordsOf(language)) if (script) expect(text, key).toMatch(script);
    const german = wordsOf(language === 'de' ? 'fr' : 'de');
    const same = wordsOf(language).filter(
      ([, , text]) => text.includes(' ') && german.some((word) => word[2] === text),
    );
    expect(same).toEqual([]);
  });

  it('tell one failure, state and length of time from another', () => {
    for (const group of ['failure.', 'state.', 'stillState.', 'waitFor.']) {
      const texts = Object.entries(textsOf(language)).filter(([key]) => key.startsWith(group));
      expect(new Set(texts.map(([, value]) => (typeof value === 'string' ? value : value.other))).size).toBe(
        texts.length,
      );
    }
  });
});
