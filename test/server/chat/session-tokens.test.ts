import * as fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ID_MAX_LENGTH, SESSION_ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { SessionTokens } from '../../../server/chat/session-tokens.ts';

/** Characters that one might get away with. */
const LIKELY = ['.', '-', '_', '=', '+', '/', ' ', 'A', 'Z', 'a', 'z', '0', '9'];

const KEY = 'a secret of at least 32 characters';

const DAY_MS = 86_400_000;

/** A visitor's hash. */
const VISITOR = 'AbCdEfGhIjKlMnOpQrStUv';

describe('a session id', () => {
  const tokens = new SessionTokens(KEY);
  const id = fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{1,${ID_MAX_LENGTH}}$`));

  it('says which chatbot it was issued for', () => {
    fc.assert(fc.property(id, (chatbotId) => tokens.verify(tokens.issue(chatbotId))?.chatbotId === chatbotId));
  });

  it('says when it was issued, to the second, and of which visitor it is', () => {
    const now = Date.parse('2026-03-01T12:00:00.900Z');
    const createdAt = new Date('2026-03-01T12:00:00Z');
    const [anonymous, known] = [tokens.issue('museum', undefined, now), tokens.issue('museum', VISITOR, now)];
    expect(tokens.verify(anonymous, now)).toStrictEqual({
      id: anonymous,
      chatbotId: 'museum',
      createdAt,
      visitor: undefined,
    });
    expect(tokens.verify(known, now)).toStrictEqual({ id: known, chatbotId: 'museum', createdAt, visitor: VISITOR });
  });

  it('is good for 30 days', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const issued = tokens.issue('museum', undefined, now);
    expect(tokens.verify(issued, now + 30 * DAY_MS - 1)).toBeDefined();
    expect(tokens.verify(issued, now + 30 * DAY_MS)).toBeUndefined();
  });

  it('holds 128 random bits, so that no two are alike and none can be guessed', () => {
    const random = Array.from({ length: 1_000 }, () => tokens.issue('museum').split('.')[2] ?? '');
    expect(new Set(random).size).toBe(1_000);
    for (const part of random) expect(Buffer.from(part, 'base64url')).toHaveLength(16);
  });

  it('is not longer than what the server takes, and safe in a header', () => {
    const longest = tokens.issue('x'.repeat(ID_MAX_LENGTH), VISITOR);
    expect(longest.length).toBeLessThanOrEqual(SESSION_ID_MAX_LENGTH);
    expect(longest).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('can not be rewritten: for another chatbot, for a younger one, for another visitor', () => {
    const [version, chatbot, random, issuedAt, visitor, signature] = tokens.issue('museum', VISITOR).split('.');
    const other = VISITOR.toLowerCase();
    for (const parts of [
      [version, 'bakery', random, issuedAt, visitor],
      [version, chatbot, random, (Number.parseInt(issuedAt ?? '', 36) + 1).toString(36), visitor],
      [version, chatbot, random, issuedAt, other],
      [version, chatbot, random, issuedAt, '-'],
    ]) {
      expect(tokens.verify([...parts, signature].join('.'))).toBeUndefined();
    }
  });

  it('is none of a version before: those said less', () => {
    const payload = `museum.${randomBytes(16).toString('base64url')}`;
    const signature = createHmac('sha256', KEY).update(payload).digest('base64url');
    expect(tokens.verify(`${payload}.${signature}`)).toBeUndefined();
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
    expect(Buffer.from(twin.split('.')[5] ?? '', 'base64url')).toEqual(
      Buffer.from(issued.split('.')[5] ?? '', 'base64url'),
    );
    expect(tokens.verify(twin)).toBeUndefined();
    expect(tokens.verify(`${issued}=`)).toBeUndefined();
  });

  it('is not verified by anything that is none', () => {
    for (const garbage of ['', '.', '..', 'test-session', 'museum', 'v1.museum.', 'v1.....', '__proto__.a.b']) {
      expect(tokens.verify(garbage), garbage).toBeUndefined();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (garbage) => tokens.verify(garbage) === undefined));
  });

  it('is not hit by one of a million that have its form, and every other byte at random', () => {
    const issuedAt = Math.floor(Date.now() / 1_000).toString(36);
    expect(tokens.verify(tokens.issue('museum'))).toBeDefined();
    let hits = 0;
    for (let block = 0; block < 1_000; block++) {
      const bytes = randomBytes(1_000 * 48);
      for (let at = 0; at < bytes.length; at += 48) {
        const random = bytes.toString('base64url', at, at + 16);
        const signature = bytes.toString('base64url', at + 16, at + 48);
        if (tokens.verify(`v1.museum.${random}.${issuedAt}.-.${signature}`) !== undefined) hits++;
      }
    }
    expect(hits).toBe(0);
  });
});

describe('the key of session ids', () => {
  const tokens = new SessionTokens(KEY);

  it('is one key: no other verifies', () => {
    expect(new SessionTokens(KEY).verify(tokens.issue('museum'))).toBeDefined();
    expect(new SessionTokens(`${KEY}!`).verify(tokens.issue('museum'))).toBeUndefined();
    expect(new SessionTokens(randomBytes(32)).verify(tokens.issue('museum'))).toBeUndefined();
  });

  it('may be changed: what the one before has signed is still good, and the new one signs', () => {
    const changed = new SessionTokens('another secret of at least 32 characters', KEY);
    expect(changed.verify(tokens.issue('museum'))).toBeDefined();
    expect(changed.verify(changed.issue('museum'))).toBeDefined();
    expect(tokens.verify(changed.issue('museum'))).toBeUndefined();
    const later = new SessionTokens('another secret of at least 32 characters');
    expect(later.verify(changed.issue('museum'))).toBeDefined();
    expect(later.verify(tokens.issue('museum'))).toBeUndefined();
  });

  it('lasts as long as the process where there is none', () => {
    const one = new SessionTokens();
    const issued = one.issue('museum');
    expect(one.verify(issued)).toBeDefined();
    expect(new SessionTokens().verify(issued)).toBeUndefined();
  });
});
