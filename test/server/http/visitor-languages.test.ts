import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lookUpLanguage } from '../../../server/http/visitor-languages.ts';

// What becomes of a request's headers and address is told in routes/chatbots.test.ts.

const AVAILABLE = ['en', 'de', 'zh', 'pt', 'sr-Latn'] as const;

it.each([
  [['de'], 'de'],
  [['de-Latn-AT-1996'], 'de'],
  [['DE'], 'de'],
  [['zh-Hant-HK'], 'zh'],
  [['sr-Latn-RS'], 'sr-Latn'],
  [['sr-Cyrl', 'pt'], 'pt'],
  [['sr'], undefined],
  [['nds', 'den'], undefined],
  [['fr', 'it-CH', 'pt-PT', 'de'], 'pt'],
  [['de-u-co-phonebk'], 'de'],
  [[''], undefined],
  [[], undefined],
])('looks up %j', (wishes, expected) => {
  expect(lookUpLanguage(wishes, AVAILABLE)).toBe(expected);
});

it('gives one that there is, or none, whatever is wished', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (wishes) => {
      expect([...AVAILABLE, undefined]).toContain(lookUpLanguage(wishes, AVAILABLE));
    }),
  );
});
