import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The length of the random part, in bytes: 128 bits can't be guessed. */
const RANDOM_BYTES = 16;

/**
 * Issues and checks session ids. An id is `<chatbot>.<random>.<signature>`: 128 random bits and an HMAC-SHA-256 over what
 * stands before it, both in base64url. Nobody can make one up, and it says which chatbot it is for.
 */
export class SessionTokens {
  readonly #key: string | Buffer;

  /** @param key - the secret; whoever knows it can make session ids. Without one, ids last as long as this process. */
  constructor(key: string | Buffer = randomBytes(32)) {
    this.#key = key;
  }

  issue(chatbotId: string): string {
    return this.#sign(`${chatbotId}.${randomBytes(RANDOM_BYTES).toString('base64url')}`);
  }

  /** @returns the id of the chatbot that `sessionId` was issued for, or `undefined` if this server did not issue it. */
  verify(sessionId: string): string | undefined {
    const end = sessionId.lastIndexOf('.');
    // Whole ids are compared, as text: base64url has several spellings of the same bytes, and only one is the session's.
    const expected = Buffer.from(this.#sign(sessionId.slice(0, Math.max(end, 0))));
    const given = Buffer.from(sessionId);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return sessionId.slice(0, sessionId.indexOf('.'));
  }

  #sign(payload: string): string {
    return `${payload}.${createHmac('sha256', this.#key).update(payload).digest('base64url')}`;
  }
}
