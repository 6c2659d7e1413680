import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../server/config/environment.ts';
import { secretFault } from '../../../server/config/secret.ts';

const GOOD = 'vI8kq2-Zr5wXn0TgB7uLmE4sYd9cHjPa';

describe('a secret', () => {
  it.each(['hex', 'base64', 'base64url'] as const)('is good where it is random, in %s', (encoding) => {
    for (let time = 0; time < 200; time++) expect(secretFault(randomBytes(32).toString(encoding))).toBeUndefined();
  });

  it('is good as a sentence of one’s own', () => {
    expect(secretFault('seven lighthouses, none of them lit on Mondays')).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['short', GOOD.slice(0, 31)],
    ['blank', ' '.repeat(40)],
    ['one character', 'a'.repeat(64)],
    ['few characters', 'abcabdabcabeabcabfabcabgabcabdabc'],
    ['something short, many times', 'k3y-F0r-Us!'.repeat(4)],
    ['what stands in examples', 'changeme-changeme-changeme-please!'],
    ['the same, otherwise written', 'Change_Me: 8f3kd02mcnz71hgqpwoeirut'],
    ['a placeholder', 'your-secret-of-at-least-32-characters'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz-ABCDEF'],
    ['a row of keys', 'qwertyuiop[]asdfghjkl;zxcvbnm,./!'],
    ['a password', 'correct-password-of-the-whole-firm'],
  ])('is refused where it is %s', (_, secret) => {
    expect(secretFault(secret)).toEqual(expect.any(String));
  });
});

describe('the secrets in the environment', () => {
  const names = ['SMAIL_SECRET', 'SMAIL_SECRET_PREVIOUS', 'SMAIL_IDENTITY_SECRET'] as const;

  it.each(names)('%s is held to the same', (name) => {
    expect(() => readEnvironment({ [name]: 'changeme'.repeat(5) })).toThrow(new RegExp(`- ${name}: must not be`));
    expect(() => readEnvironment({ [name]: 'short' })).toThrow(new RegExp(`- ${name}: must have at least 32`));
  });

  it('are absent where they are not set', () => {
    const { secret, previousSecret, identitySecret } = readEnvironment({});
    expect([secret, previousSecret, identitySecret]).toEqual([undefined, undefined, undefined]);
  });

  it('are what they are set to', () => {
    const [own, before, identity] = [GOOD, `${GOOD}1`, `${GOOD}2`];
    const set = { SMAIL_SECRET: own, SMAIL_SECRET_PREVIOUS: before, SMAIL_IDENTITY_SECRET: identity };
    expect(readEnvironment(set)).toMatchObject({ secret: own, previousSecret: before, identitySecret: identity });
  });

  it('of identities is not that of sessions: the owner’s server knows the one only', () => {
    for (const name of ['SMAIL_SECRET', 'SMAIL_SECRET_PREVIOUS'] as const) {
      const shared = { [name]: GOOD, SMAIL_IDENTITY_SECRET: GOOD };
      expect(() => readEnvironment(shared)).toThrow('SMAIL_IDENTITY_SECRET: must not be the same');
    }
  });
});
