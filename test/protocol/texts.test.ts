import { expect, it } from 'vitest';
import { isProblemCode } from '../../protocol/problem.ts';
import { COUNTED_TEXTS, directionOf, LANGUAGES, TEXTS } from '../../protocol/texts.ts';

it('there is a text for every way to fail, and for none that there is not', () => {
  const codes = Object.keys(TEXTS).flatMap((key) => /^failure\.(.+)$/.exec(key)?.[1] ?? []);
  expect(codes).toHaveLength(14);
  for (const code of codes) expect(isProblemCode(code), code).toBe(true);
});

it('a text that a number changes has a placeholder for the number', () => {
  for (const [key, placeholder] of Object.entries(COUNTED_TEXTS)) {
    expect(TEXTS[key as keyof typeof COUNTED_TEXTS]).toContain(placeholder);
  }
});

it('a language is written as its script is', () => {
  for (const language of LANGUAGES) {
    const { textInfo } = new Intl.Locale(language).maximize() as { readonly textInfo?: { readonly direction: string } };
    const isRightToLeft = /^(Arab|Hebr)$/.test(new Intl.Locale(language).maximize().script ?? '');
    expect(directionOf(language)).toBe(textInfo?.direction ?? (isRightToLeft ? 'rtl' : 'ltr'));
  }
});
