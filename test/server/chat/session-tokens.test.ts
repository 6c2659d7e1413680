import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ID_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';

/** Characters that one might get away with. */
const LIKELY = ['.', '-', '_', '=', '+', '/', ' ', 'A', 'Z', 'a', 'z', '0', '9'];

const KEY = 'a secret of at least 32 characters';

describe('a session id', () => {
  const tokens = new SessionTokens(KEY);
  const id = fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{1,${ID_MAX_LENGTH}}$`));

  it('says which chatbot it was issued for', () => {
    fc.assert(fc.property(id, (chatbotId) => tokens.verify(tokens.issue(chatbotId)) === chatbotId));
  });

  it('holds 128 random bits, so that no two are alike and none can be guessed', () => {
    const random = Array.from({ length: 1_000 }, () => tokens.issue('museum').split('.')[1] ?? '');
    expect(new Set(random).size).toBe(1_000);
    for (const part of random) expect(Buffer.from(part, 'base64url')).toHaveLength(16);
  });

  it('is not longer than what the server takes, and safe in a header', () => {
    const longest = tokens.issue('x'.repeat(ID_MAX_LENGTH));
    expect(longest.length).toBeLessThanOrEqual(SESSION_ID_MAX_LENGTH);
    expect(longest).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('is that of one chatbot: it can not be rewritten for another', () => {
    const [, random, signature] = tokens.issue('museum').split('.');
    expect(tokens.verify(`bakery.${random}.${signature}`)).toBeUndefined();
  });

  it('never verifies when a character is changed', () => {
    const unit = fc.oneof(fc.constantFrom(...LIKELY), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    fc.assert(
      fc.property(id, fc.nat(), unit, (chatbotId, position, character) => {
        const issued = tokens.issue(chatbotId);
        const at = position % issued.length;
        fc.pre(issued[at] !== character);
        const changed = issued.slice(0, at) + character + issued.slice(at + 1);
        expect(tokens.verify(changed)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('never verifies when a character is added or left out', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...LIKELY, '\u0000', 'é'), (position, character) => {
        const issued = tokens.issue('museum');
        const at = position % (issued.length + 1);
        expect(tokens.verify(issued.slice(0, at) + character + issued.slice(at))).toBeUndefined();
        if (at < issued.length) {
          expect(tokens.verify(issued.slice(0, at) + issued.slice(at + 1))).toBeUndefined();
        }
      }),
    );
  });

  it('has one spelling: not that of the same bytes in base64url’s unused bits, nor in base64', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const issued = tokens.issue('museum');
    const last = alphabet.indexOf(issued.at(-1) ?? '');
    const twin = issued.slice(0, -1) + alphabet[last ^ 1];
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(issued.split('.')[2] ?? '', 'base64url'),
    );
    expect(tokens.verify(twin)).toBeUndefined();
    expect(tokens.verify(`${issued}=`)).toBeUndefined();
  });

  it('is not verified by anything that is none', () => {
    for (const garbage of ['', '.', '..', 'test-session', 'museum', 'museum.', 'museum..', '__proto__.a.b']) {
      expect(tokens.verify(garbage), garbage).toBeUndefined();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (garbage) => tokens.verify(garbage) === undefined));
  });

  it('is that of one key', () => {
    expect(new SessionTokens(KEY).verify(tokens.issue('museum'))).toBe('museum');
    expect(new SessionTokens(`${KEY}!`).verify(tokens.issue('museum'))).toBeUndefined();
    expect(new SessionTokens(randomBytes(32)).verify(tokens.issue('museum'))).toBeUndefined();
  });

  it('lasts as long as the process where there is no key', () => {
    const one = new SessionTokens();
    const issued = one.issue('museum');
    expect(one.verify(issued)).toBe('museum');
    expect(new SessionTokens().verify(issued)).toBeUndefined();
  });
});
