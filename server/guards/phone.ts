import { findPhoneNumbersInText, Metadata, type CountryCode, type NumberFound } from 'libphonenumber-js/min';

/** The fewest digits of a number that is looked at. */
const MIN_DIGITS = 7;

/** Ids, dates, times, and ranges of them, which some country's numbers look like. */
const NO_PHONE =
  /(?<![\w+./:-])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?:19|20)[0-9]{2}([-./])[0-9]{1,2}\1[0-9]{1,2}(?:T[0-9:.]{4,12})?|[0-3]?[0-9]([-./])[0-3]?[0-9]\2(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2} ?- ?(?:19|20)[0-9]{2}|[0-2]?[0-9][.:][0-5][0-9](?: ?- ?[0-2]?[0-9][.:][0-5][0-9]|:[0-5][0-9])?)(?!\w|[-./:][0-9])/g;

export interface FoundPhone {
  readonly start: number;
  readonly end: number;
  /** Its digits without the country's and without a leading zero. */
  readonly national: string;
}

/**
 * Yields the telephone numbers in a text: those that begin with `+` and a country's code, where the rest has a length that the country
 * knows; and those of `country` as it writes them itself, where the number is one that it gives out.
 * @param text - at most a few hundred characters: the time grows faster than the length.
 */
export function* findPhones(text: string, country: CountryCode | undefined): Generator<FoundPhone, void> {
  if (digitsOf(text).length < MIN_DIGITS) return;
  const rest = text.replaceAll(NO_PHONE, (found) => '|'.repeat(found.length));
  if (rest.includes('+')) {
    for (const found of findPhoneNumbersInText(rest, { extended: true })) {
      const phone = toPhone(rest, found);
      if (rest[phone.start] === '+' && isApart(rest, phone)) yield phone;
    }
  }
  if (country === undefined) return;
  for (const found of findPhoneNumbersInText(rest, country)) {
    const phone = toPhone(rest, found);
    const isWhole = !hasTrunkZero(country) || /^\(?[0+]/.test(rest.slice(phone.start, phone.end));
    if (isWhole && isApart(rest, phone)) yield phone;
  }
}

/** A bracket that opens before a number is a part of it only where it closes in it. */
function toPhone(text: string, { startsAt, endsAt: end, number }: NumberFound): FoundPhone {
  const written = text.slice(startsAt, end);
  const start = /^\([^)]*$|^\(\+/.test(written) ? startsAt + 1 : startsAt;
  return { start, end, national: number.nationalNumber };
}

/** What stands close to letters or more digits is a part of an id. */
function isApart(text: string, { start, end }: FoundPhone): boolean {
  return !/[\w.@#-]$/.test(text.slice(0, start)) && !/^-?[\w@]/.test(text.slice(end));
}

/** Where calls within the country begin with 0, what does not is an amount, a version, a coordinate. */
function hasTrunkZero(country: CountryCode): boolean {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  // The package's types leave this method out.
  const plan = metadata.numberingPlan as { nationalPrefix?: () => string | undefined } | undefined;
  return plan?.nationalPrefix?.() === '0';
}

function digitsOf(text: string): string {
  return text.replaceAll(/[^0-9]/g, '');
}
