import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask, StreamMasker, valuesIn, type MaskOptions } from '../../../server/guards/mask.ts';
import { HARMLESS, measureMasking, PERSONAL, type Share } from '../../evaluation/guards/measure.ts';

/** Masks a text that comes in these pieces. */
function maskPieces(pieces: readonly string[], options: MaskOptions = {}): string {
  const masker = new StreamMasker(options);
  return pieces.map((piece) => masker.push(piece)).join('') + masker.flush();
}

/** How long a step takes, in milliseconds: the fastest of three, for the machine may be busy. */
function timeOf(step: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    step();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

describe('a mask', () => {
  it.each([
    ['Mail john.smith@example.co.uk.', 'Mail [email].'],
    ["o'neil+news@büro.example, Иван@почта.example", '[email], [email]'],
    ['メールはtaro@example.jpまで', 'メールは[email]まで'],
    ['4111 1111 1111 1111 12/27 123', '[card] 12/27 123'],
    ['378282246310005 or 3782-822463-10005', '[card] or [card]'],
    ['GB29 NWBK 6016 1331 9268 19!', '[iban]!'],
    ['de89370400440532013000', '[iban]'],
    ['from 203.0.113.7:8080, 2001:db8::1: yes', 'from [ip]:8080, [ip]: yes'],
    ['SSN 123-45-6789.', 'SSN [ssn].'],
    ['+44 20 7946 0958 or +1 (212) 555-0123', '[phone] or [phone]'],
    ['tel:+493012345678', 'tel:[phone]'],
    ['هاتفي ‎+٤٩ ٣٠ ١٢٣٤٥٦٧٨‎', 'هاتفي ‎[phone]‎'],
    ['４１１１１１１１１１１１１１１１', '[card]'],
  ])('makes of %j %j', (text, masked) => {
    expect(mask(text).text).toBe(masked);
  });

  it.each([
    ['a wrong Luhn digit', '4111 1111 1111 1112'],
    ['a time in milliseconds, and a book', '1795183200000 9783161484100'],
    ['a wrong check sum, and a wrong length', 'GB29 NWBK 6016 1331 9268 18, DE8937040044053201300'],
    ['groups that no Social Security number has', '000-12-3456 666-12-3456 901-12-3456 123-00-4567 123-45-0000'],
    ['this machine', '127.0.0.1 ::1 0.0.0.0 localhost'],
    ['a version and a date', 'v1.2.3.4 of 2026-11-20, 20.11.2026, 10:30-17:00'],
    ['a stream’s id', '550e8400-e29b-41d4-a716-446655440000'],
    ['a mention, and an address without a domain', '@museum root@localhost'],
  ])('leaves %s', (_what, text) => {
    expect(mask(text, { country: 'DE' })).toEqual({ text, found: [] });
  });

  it('tells what it found, and never the data', () => {
    const masked = mask('a@b.example, 4111111111111111, c@d.example');
    expect(masked).toEqual({ text: '[email], [card], [email]', found: ['email', 'card', 'email'] });
  });

  it('knows the numbers of a country as that country writes them, and only where it is told the country', () => {
    expect(mask('030 12345678', { country: 'DE' }).text).toBe('[phone]');
    expect(mask('(212) 555-0123', { country: 'US' }).text).toBe('[phone]');
    expect(mask('030 12345678').text).toBe('030 12345678');
    // Without the 0 that Germany dials it is any number.
    expect(mask('11.536124', { country: 'DE' }).text).toBe('11.536124');
  });

  it('gives what lies in two forms one label', () => {
    expect(mask('4111111111111111@example.com +4111111111111111').text).toBe('[email] +4111111111111111');
  });

  it('shows what the owner’s own texts hold, in any spelling', () => {
    const allow = valuesIn(['Write to Desk@museum.example or call 01632 960147.', 'IBAN DE89 3704 0044 0532 0130 00']);
    const own = 'desk@museum.example, +44 1632 960147, DE89370400440532013000';
    expect(mask(own, { allow }).text).toBe(own);
    expect(mask('visitor@museum.example +44 1632 960148', { allow }).text).toBe('[email] [phone]');
  });

  it.each([
    '1',
    'a',
    '1 ',
    '1234 5678 ',
    'a@',
    'a.',
    '@a.',
    'a@a.a.',
    '1:',
    '1.',
    '(+',
    '1-',
    'DE89 ',
    '+49 ',
    '\u0661',
    '@',
  ])('takes time in proportion to the length of %j over and over', (piece) => {
    const text = (length: number): string => piece.repeat(length / piece.length);
    const short = timeOf(() => mask(text(4_096), { country: 'DE' }));
    const long = timeOf(() => mask(text(32_768), { country: 'DE' }));
    // 8 times the text. In square time it would be 64 times; a millisecond is for the clock.
    expect(long).toBeLessThan(32 * (short + 1));
  });

  it('finds an address behind any length of other text', () => {
    for (const before of ['x', '1', '1 ', '-', 'x@', 'é', '(']) {
      for (const length of [1, 250, 319, 320, 321, 5_000]) {
        const text = `${before.repeat(length)} john@example.com`;
        expect(mask(text).text.endsWith(' [email]')).toBe(true);
      }
    }
  });

  it('finds a number in the midst of a long row of numbers, wherever the row is cut', () => {
    for (let count = 0; count < 120; count += 1) {
      expect(mask(`${'12 '.repeat(count)}4111 1111 1111 1111 ${'77 '.repeat(40)}`).found).toContain('card');
    }
  });
});

describe('a mask over a stream', () => {
  const options: MaskOptions = { country: 'DE' };
  const text = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...PERSONAL.map((one) => one.text)) },
        { weight: 2, arbitrary: fc.constantFrom(...HARMLESS.map((one) => one.text)) },
        fc.constantFrom('1234 5678 ', '-----', '(+', ' / ', '. ', ': ', '  ', 'DE89 abcd 1', '\u00A0', '😀', '日本', 'x'.repeat(330), '12 '.repeat(120), '9'.repeat(320)), // prettier-ignore
        fc.string({ maxLength: 12 }),
      ),
      { maxLength: 12 },
    )
    .chain((parts) => fc.tuple(fc.constant(parts.join('')), fc.constantFrom('', ' ')))
    .map(([joined, end]) => joined + end);
  const cuts = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 60 });

  it('gives the same as over the whole, wherever it was cut', () => {
    fc.assert(
      fc.property(text, cuts, (whole, sizes) => {
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
          pieces.push(whole.slice(at, at + size));
          at += size;
        }
        expect(maskPieces(pieces, options)).toBe(mask(whole, options).text);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same letter by letter', () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(maskPieces(Array.from(whole), options)).toBe(mask(whole, options).text);
      }),
      { numRuns: 100 },
    );
  });

  it('holds back at most 320 characters', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const masker = new StreamMasker(options);
        masker.push(whole);
        // No label is longer than what it stands for by more than itself.
        expect(masker.flush().length).toBeLessThanOrEqual(320 + '[email]'.length);
      }),
      { numRuns: 200 },
    );
  });

  it('holds back no more of ordinary prose than the word that is being written', () => {
    const prose =
      'The lighthouse was built in 1862 and has 199 steps. A family ticket costs 18.50 pounds; children under 5 are free, and in the 10 days before Easter the tower is open from 10:00 to 17:30.';
    const tokens = prose.split(/(?= )/);
    const masker = new StreamMasker(options);
    let given = '';
    let late = 0;
    for (const [index, token] of tokens.entries()) {
      given += masker.push(token);
      const before = tokens.slice(0, index).join('');
      if (given.length < before.length) late += 1;
    }
    expect(given + masker.flush()).toBe(prose);
    // A number waits for the first letter of the word after it, which comes with that word.
    expect(late).toBe(0);
  });

  it('gives Chinese and Japanese at once', () => {
    const masker = new StreamMasker();
    for (const piece of ['灯台は', '午前', '開館します。']) expect(masker.push(piece)).toBe(piece);
  });

  it('never shows the beginning of what it masks', () => {
    const masker = new StreamMasker();
    const shown = ['Write', ' to', ' jo', 'hn', '.smith', '@exam', 'ple', '.com', ' or', ' +44', ' 20', ' 7946', ' 0958', ' now']
      .map((token) => masker.push(token)); // prettier-ignore
    expect(shown.join('|')).not.toMatch(/jo|hn|smith|44|7946/);
    expect(shown.join('') + masker.flush()).toBe('Write to [email] or [phone] now');
  });
});

describe('the figures of docs/guards.md', () => {
  const { recall, precision, falseAlarms } = measureMasking('none');

  it('are of enough texts', () => {
    expect(PERSONAL.length).toBeGreaterThanOrEqual(300);
    expect(HARMLESS.length).toBeGreaterThanOrEqual(500);
    expect(new Set(PERSONAL.map(({ text }) => text)).size).toBe(PERSONAL.length);
  });

  it('hold for what was found', () => {
    for (const [form, found] of recall) {
      if (form !== 'phone, as at home') expect({ form, enough: share(found) >= 0.95 }).toEqual({ form, enough: true });
    }
    const known = measureMasking('own');
    expect(share(known.recall.get('phone, as at home'))).toBeGreaterThanOrEqual(0.9);
  });

  it('hold for what was masked, and for what should not be', () => {
    for (const [kind, right] of precision) {
      expect({ kind, enough: share(right) >= 0.9 }).toEqual({ kind, enough: true });
    }
    const all = [...falseAlarms.values()].reduce((sum, { hits }) => sum + hits, 0);
    expect(all / HARMLESS.length).toBeLessThanOrEqual(0.02);
  });
});

function share({ hits, n }: Share = { hits: 0, n: 0 }): number {
  return hits / n;
}
