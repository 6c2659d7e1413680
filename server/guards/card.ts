/** Groups of digits with the same single separator between them. */
const ROW = /(?<![\w.+-])[0-9]+(?:([ -])[0-9]+(?:\1[0-9]+)*)?(?!\w)/g;

/** How cards are printed; what follows, such as the three digits of the back, is no part of them. */
const PRINTED: ReadonlySet<string> = new Set(['4-4-4-4-3', '4-4-4-4', '4-6-5', '4-6-4', '4-4-5']);

/**
 * Yields where payment cards' numbers stand, as [start, end): 12 to 19 digits with a valid Luhn digit (ISO/IEC 7812-1), together, in three or
 * more groups that stand alone, or grouped as they are printed. What no scheme's number begins with is left: 0, 7, 978 and 979 (books), and 1 but for the
 * 15 digits of UATP, so that a time in milliseconds is no card.
 */
export function* findCards(text: string): Generator<readonly [number, number], void> {
  for (const { index, 0: row } of text.matchAll(ROW)) {
    const groups = Array.from(row.matchAll(/[0-9]+/g), ({ index: at, 0: digits }) => ({ at, digits }));
    if (groups.length !== 2 && isCard(row)) {
      yield [index, index + row.length];
      continue;
    }
    for (let first = 0; first < groups.length; first += 1) {
      const count = [5, 4, 3].find((count) => {
        const some = groups.slice(first, first + count);
        const sizes = some.map(({ digits }) => digits.length).join('-');
        return PRINTED.has(sizes) && isCard(some.map(({ digits }) => digits).join(''));
      });
      const start = groups[first];
      const last = count && groups[first + count - 1];
      if (!start || !last) continue;
      yield [index + start.at, index + last.at + last.digits.length];
      first += count - 1;
    }
  }
}

function isCard(row: string): boolean {
  const digits = row.replaceAll(/[ -]/g, '');
  if (!/^(?:[2-68][0-9]{11,18}|9792[0-9]{12}|1[0-9]{14})$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const value = Number(digits.at(-1 - place)) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
