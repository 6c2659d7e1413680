/** How long the account numbers of a country are, as SWIFT's IBAN registry has it. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    15: 'NO',
    16: 'BE',
    18: 'DK FI FK FO GL NL SD',
    19: 'MK SI',
    20: 'AT BA EE KZ LT LU MN XK',
    21: 'CH HR LI LV',
    22: 'BG BH CR DE GB GE IE ME RS VA',
    23: 'AE GI IL IQ OM SO TL',
    24: 'AD CZ ES MD PK RO SA SE SK TN VG',
    25: 'LY PT ST',
    26: 'IS TR',
    27: 'BI DJ FR GR IT MC MR SM',
    28: 'AL AZ BY CY DO GT HN HU LB NI PL SV',
    29: 'BR EG PS QA UA',
    30: 'JO KW MU YE',
    31: 'MT SC',
    32: 'LC',
    33: 'RU',
  }).flatMap(([length, countries]) => countries.split(' ').map((country) => [country, Number(length)])),
);

const START = /(?<![A-Za-z0-9])([A-Za-z]{2})[0-9]{2}(?=[ -]?[A-Za-z0-9])/g;

/** Yields where account numbers stand, with or without spaces or hyphens in them, as [start, end). */
export function* findIbans(text: string): Generator<readonly [number, number], void> {
  for (const { index, 1: country = '' } of text.matchAll(START)) {
    const length = LENGTHS.get(country.toUpperCase());
    const end = length && endOf(text, index, length);
    if (end && hasRightCheckDigits(text.slice(index, end))) yield [index, end];
  }
}

/** @returns the index after `length` letters and digits with at most one separator between two; `undefined` where they are fewer or more. */
function endOf(text: string, start: number, length: number): number | undefined {
  let index = start;
  for (let count = 0; count < length; count += 1) {
    if (count > 0 && /[ -]/.test(text.charAt(index))) index += 1;
    if (!/[A-Za-z0-9]/.test(text.charAt(index))) return undefined;
    index += 1;
  }
  return /[A-Za-z0-9]/.test(text.charAt(index)) ? undefined : index;
}

/** The remainder by 97 is 1 (ISO 13616, after ISO 7064), where letters count from 10 and the first four characters stand last. */
function hasRightCheckDigits(iban: string): boolean {
  const compact = iban.replaceAll(/[ -]/g, '').toUpperCase();
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
