import type { Named } from './hostile-case.ts';

/** Another way to write the same text, which whoever reads it late may still understand. */
export type Encoding = Named<(text: string) => string>;

/** Ways to write an attribute's value, quotes and all. What cannot be written so is written plainly. */
export const ATTRIBUTE_VALUES: readonly Encoding[] = [
  ['double quotes', (value) => `"${value}"`],
  ['single quotes', (value) => `'${value.replaceAll("'", '&apos;')}'`],
  ['no quotes', (value) => (/[\s"'<>`=]/.test(value) ? `"${value}"` : value)],
  ['decimal references', (value) => `"${eachCharacter(value, (code) => `&#${code};`)}"`],
  ['hexadecimal references', (value) => `"${eachCharacter(value, (code) => `&#x${code.toString(16)};`)}"`],
  ['upper-case references', (value) => `"${eachCharacter(value, (code) => `&#X${code.toString(16).toUpperCase()};`)}"`],
  ['padded references', (value) => `"${eachCharacter(value, (code) => `&#${String(code).padStart(7, '0')};`)}"`],
  ['references without semicolons', (value) => `"${eachLetter(value, (code) => `&#${code}`)}"`],
  [
    'named references',
    (value) => `"${value.replaceAll('(', '&lpar;').replaceAll(')', '&rpar;').replaceAll('_', '&lowbar;')}"`,
  ],
  ['script escapes', (value) => `"${value.replaceAll('_', '\\u005f')}"`],
  ['white space around', (value) => `\n"\t${value} "\t`],
];

/** Ways to write an address whose scheme a filter would look for. */
export const ADDRESSES: readonly Encoding[] = [
  ['plain', (address) => address],
  ['upper case', (address) => scheme(address, (name) => name.toUpperCase())],
  [
    'mixed case',
    (address) =>
      scheme(address, (name) => name.replace(/./g, (letter, at: number) => (at % 2 ? letter : letter.toUpperCase()))),
  ],
  ['tab', (address) => scheme(address, (name) => `${name.slice(0, 3)}\t${name.slice(3)}`)],
  ['line feed', (address) => scheme(address, (name) => `${name.slice(0, 3)}\n${name.slice(3)}`)],
  ['carriage return', (address) => scheme(address, (name) => `${name.slice(0, 3)}\r${name.slice(3)}`)],
  ['NUL', (address) => scheme(address, (name) => `${name.slice(0, 3)}\0${name.slice(3)}`)],
  ['control characters before', (address) => `\u0001\u001b${address}`],
  ['decimal references', (address) => scheme(address, (name) => eachCharacter(name, (code) => `&#${code};`))],
  [
    'hexadecimal references',
    (address) => scheme(address, (name) => eachCharacter(name, (code) => `&#x${code.toString(16)};`)),
  ],
  [
    'references without semicolons',
    (address) => scheme(address, (name) => eachCharacter(name, (code) => `&#${String(code).padStart(7, '0')}`)),
  ],
  ['a reference for the colon', (address) => address.replace(':', '&colon;')],
  ['a reference for a tab', (address) => scheme(address, (name) => `${name.slice(0, 2)}&Tab;${name.slice(2)}`)],
  [
    'a reference for a line feed',
    (address) => scheme(address, (name) => `${name.slice(0, 2)}&NewLine;${name.slice(2)}`),
  ],
  ['percent in the scheme', (address) => scheme(address, (name) => name.replace('s', '%73'))],
  ['percent in the rest', (address) => address.replace('_', '%5F')],
  ['script escapes', (address) => address.replace('_', '\\u005f')],
  ['backslashes', (address) => scheme(address, (name) => name.replace(/^./, '\\$&'))],
  ['space before', (address) => `&#32;&#160;${address}`],
  ['soft hyphen', (address) => scheme(address, (name) => `${name.slice(0, 4)}\u00ad${name.slice(4)}`)],
  ['zero-width space', (address) => scheme(address, (name) => `${name.slice(0, 4)}\u200b${name.slice(4)}`)],
];

function scheme(address: string, write: (name: string) => string): string {
  const end = address.indexOf(':');
  return end < 0 ? address : write(address.slice(0, end)) + address.slice(end);
}

function eachCharacter(text: string, write: (code: number) => string): string {
  return Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join('');
}

/** Digits after such a reference would become a part of it. */
function eachLetter(text: string, write: (code: number) => string): string {
  return text.replace(/[a-z_](?!\d)/g, (letter) => write(letter.codePointAt(0) ?? 0));
}
