import { createHmac } from 'node:crypto';
import { errors, jwtVerify } from 'jose';

/** How far ahead an identity may end, and how old it may be, in seconds. */
const MAX_LIFE = 3_600;

/** How far the clocks of the owner's server and of this one may differ, in seconds. */
const CLOCK_TOLERANCE = 30;

const NAME_MAX_LENGTH = 128;

/** The length of a visitor's hash, in bytes. */
const HASH_BYTES = 16;

/**
 * Identities that the owner's server signs: JWTs (RFC 7519), with HS256 and nothing else, so that no token chooses how it is checked.
 * The visitor's name goes no further than this: what is passed on is a keyed hash of it, another one for each chatbot.
 * @param secret - what the owner's server signs with; at least 32 characters.
 * @returns a function that fits `ChatOptions.identify`.
 */
export function jwtIdentity(secret: string): (identity: string, chatbotId: string) => Promise<string | undefined> {
  const key = new TextEncoder().encode(secret);
  return async (identity, chatbotId) => {
    const name = await nameIn(identity, key, chatbotId);
    return name === undefined ? undefined : hashOf(name, secret, chatbotId);
  };
}

/** @returns the name; `undefined` for an identity that is not good for this chatbot at this moment. */
async function nameIn(identity: string, key: Uint8Array, chatbotId: string): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(identity, key, {
      algorithms: ['HS256'],
      audience: chatbotId,
      clockTolerance: CLOCK_TOLERANCE,
      // Of `iat`: there, not in the future, and not older than this.
      maxTokenAge: MAX_LIFE,
    });
    const { sub, exp = Infinity, iat = 0 } = payload;
    const isShort = exp - iat <= MAX_LIFE && exp * 1_000 <= Date.now() + (MAX_LIFE + CLOCK_TOLERANCE) * 1_000;
    return isShort && typeof sub === 'string' && sub.length >= 1 && sub.length <= NAME_MAX_LENGTH ? sub : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

function hashOf(name: string, secret: string, chatbotId: string): string {
  const hash = createHmac('sha256', secret)
    .update(JSON.stringify(['visitor', chatbotId, name]))
    .digest();
  return hash.subarray(0, HASH_BYTES).toString('base64url');
}
