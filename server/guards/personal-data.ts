import type { CountryCode } from 'libphonenumber-js/min';
import { findCards } from './card.ts';
import { findIbans } from './iban.ts';
import { findIpAddresses } from './ip-address.ts';
import { findPhones } from './phone.ts';

/** What has a form, in the order in which it is looked for: what an earlier one has found is no later one's. */
export const KINDS = ['email', 'iban', 'card', 'ip', 'ssn', 'phone'] as const;
export type Kind = (typeof KINDS)[number];

export interface Found {
  readonly kind: Kind;
  readonly start: number;
  /** After its last character. */
  readonly end: number;
  /** What is the same however it was written: small letters, no separators. */
  readonly value: string;
}

const EMAIL =
  /[\p{L}\d_+][\p{L}\p{M}\d._%+'-]{0,63}@(?:[\p{L}\d][\p{L}\p{M}\d-]{0,62}\.){1,8}(?:xn--[a-z\d-]{2,59}|[\p{L}\p{M}]{2,24})(?![\p{L}\p{M}\d-])/giu;

/** Groups that are never given out are left (20 CFR 422; SSA, "SSN randomization"). */
const SSN = /(?<![\w.-]|[0-9] )(?!000|666|9)[0-9]{3}([ -])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}(?![\w-]| [0-9])/g;

/**
 * @param segment - as `plainText` gives it.
 * @param before - the character before it, where it was cut off from that: no number begins in the midst of another.
 * @param country - whose telephone numbers are found without `+` too.
 * @returns what has the form of personal data, in the order of the text, and without overlaps.
 */
export function findPersonalData(segment: string, before: string, country: CountryCode | undefined): readonly Found[] {
  const text = before + segment;
  const found: Found[] = [];
  const add = (kind: Kind, from: number, to: number, value = compact(text.slice(from, to))): void => {
    const start = from - before.length;
    const end = to - before.length;
    const isFree = found.every((other) => end <= other.start || start >= other.end);
    if (start >= 0 && isFree) found.push({ kind, start, end, value });
  };
  if (text.includes('@')) {
    for (const { index, 0: email } of text.matchAll(EMAIL)) add('email', index, index + email.length);
  }
  if (/[0-9]/.test(text)) {
    for (const [start, end] of findIbans(text)) add('iban', start, end);
    for (const [start, end] of findCards(text)) add('card', start, end);
    for (const [start, end] of findIpAddresses(text)) add('ip', start, end);
    for (const { index, 0: ssn } of text.matchAll(SSN)) add('ssn', index, index + ssn.length);
    for (const { start, end, national } of findPhones(text, country)) add('phone', start, end, national);
  }
  return found.toSorted((one, other) => one.start - other.start);
}

function compact(text: string): string {
  return text.includes('@') || text.includes(':') ? text.toLowerCase() : text.replaceAll(/[ -]/g, '').toLowerCase();
}
