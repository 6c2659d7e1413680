import { createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Session } from '../conversations/conversations.ts';

/** The length of the random part, in bytes: 128 bits can't be guessed. */
const RANDOM_BYTES = 16;

/** How long a session id is good at most, in milliseconds, however often it is used. */
const MAX_AGE_MS = 30 * 86_400_000;

/** Version, chatbot, random, seconds since 1970 in base 36, visitor, signature. */
const FORM = /^v1\.([\w-]+)\.([\w-]{22})\.([\da-z]{1,8})\.([\w-]{22}|-)\.([\w-]{43})$/;

/**
 * Issues and checks session ids. An id is `v1.<chatbot>.<random>.<issued at>.<visitor>.<signature>`: 128 random bits, and an HMAC-SHA-256
 * over what stands before it, both in base64url. Nobody can make one up, and it says which chatbot it is for, how old it is, and of
 * which visitor, where the owner's server has told.
 */
export class SessionTokens {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /**
   * @param key - the secret; whoever knows it can make session ids. Without one, ids last as long as this process.
   * @param previous - the secret before: what was signed with it is still good.
   */
  constructor(key: string | Buffer = randomBytes(32), previous?: string | Buffer) {
    this.#keys = [toKey(key), ...(previous === undefined ? [] : [toKey(previous)])];
  }

  /**
   * @param visitor - a hash of 22 characters of base64url: see `Session.visitor`.
   * @param now - in milliseconds.
   */
  issue(chatbotId: string, visitor = '-', now = Date.now()): string {
    const issuedAt = Math.floor(now / 1_000).toString(36);
    const payload = `v1.${chatbotId}.${randomBytes(RANDOM_BYTES).toString('base64url')}.${issuedAt}.${visitor}`;
    return `${payload}.${sign(this.#keys[0], payload)}`;
  }

  /**
   * @param now - in milliseconds.
   * @returns what the id says; `undefined` if this server did not issue it, or it is too old.
   */
  verify(sessionId: string, now = Date.now()): Session | undefined {
    const [, chatbotId, , issuedAt = '', visitor, signature = ''] = FORM.exec(sessionId) ?? [];
    if (chatbotId === undefined) return undefined;
    const payload = sessionId.slice(0, -1 - signature.length);
    // Signatures are compared as text: base64url has several spellings of the same bytes, and only one is the session's.
    const given = Buffer.from(signature);
    if (!this.#keys.some((key) => timingSafeEqual(given, Buffer.from(sign(key, payload))))) return undefined;
    const createdAt = new Date(Number.parseInt(issuedAt, 36) * 1_000);
    if (now - createdAt.getTime() >= MAX_AGE_MS) return undefined;
    return { id: sessionId, chatbotId, createdAt, visitor: visitor === '-' ? undefined : visitor };
  }
}

function toKey(secret: string | Buffer): KeyObject {
  return createSecretKey(typeof secret === 'string' ? Buffer.from(secret) : secret);
}

function sign(key: KeyObject, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}
