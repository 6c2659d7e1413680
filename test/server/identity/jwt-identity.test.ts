import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jwtIdentity } from '../../../server/identity/jwt-identity.ts';

const SECRET = 'the key of the owner and this server alone';
const NAME = 'customer-4242';

const identify = jwtIdentity(SECRET);

/** What the owner's server does. */
function sign(claims: JWTPayload, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(createSecretKey(Buffer.from(secret)));
}

function claims(changes: JWTPayload = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return { sub: NAME, aud: 'museum', iat: now, exp: now + 3_600, ...changes };
}

function without(name: keyof JWTPayload): JWTPayload {
  const { [name]: _, ...rest } = claims();
  return rest;
}

function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1_000) + fromNow;
}

describe('an identity that the owner’s server has signed', () => {
  it('is a hash of the visitor’s name, which tells nobody the name', async () => {
    const visitor = await identify(await sign(claims()), 'museum');
    expect(visitor).toMatch(/^[\w-]{22}$/);
    expect(Buffer.from(visitor ?? '', 'base64url').toString('latin1')).not.toContain(NAME);
  });

  it('is the same for the same visitor each time, and another for another one, chatbot or key', async () => {
    const again = await identify(await sign(claims({ exp: seconds(60) })), 'museum');
    const first = await identify(await sign(claims()), 'museum');
    expect(again).toBe(first);
    const others = [
      await identify(await sign(claims({ sub: 'customer-4243' })), 'museum'),
      await identify(await sign(claims({ aud: 'bakery' })), 'bakery'),
      await jwtIdentity(`${SECRET}!`)(await sign(claims(), `${SECRET}!`), 'museum'),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(others).not.toContain(undefined);
  });

  it.each([
    ['for several chatbots, of which this is one', claims({ aud: ['bakery', 'museum'] })],
    ['whose clock is 20 s ahead', claims({ iat: seconds(20), exp: seconds(3_620) })],
    ['that ended 20 s ago', claims({ iat: seconds(-3_000), exp: seconds(-20) })],
    ['with a name of one character', claims({ sub: 'a' })],
    ['with a name of 128 characters', claims({ sub: 'a'.repeat(128) })],
    ['that says more, which nobody reads', claims({ name: 'Ada', admin: true })],
  ])('is good: one %s', async (_, payload) => {
    expect(await identify(await sign(payload), 'museum')).toBeDefined();
  });

  it.each([
    ['for another chatbot', claims({ aud: 'bakery' })],
    ['for no chatbot', without('aud')],
    ['that has ended', claims({ iat: seconds(-3_600), exp: seconds(-60) })],
    ['that never ends', without('exp')],
    ['that lasts longer than an hour', claims({ exp: seconds(3_601) })],
    ['that says not when it was signed', without('iat')],
    ['that was signed in the future', claims({ iat: seconds(60), exp: seconds(3_660) })],
    ['that is not good yet', claims({ nbf: seconds(60) })],
    ['of nobody', without('sub')],
    ['of an empty name', claims({ sub: '' })],
    ['of a name that is too long', claims({ sub: 'a'.repeat(129) })],
    ['of a name that is no text', claims({ sub: 4_242 as unknown as string })],
  ])('is not good: one %s', async (_, payload) => {
    expect(await identify(await sign(payload), 'museum')).toBeUndefined();
  });
});

describe('what the owner’s server has not signed', () => {
  it('is not good: with another key, another algorithm, or none', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = [
      await sign(claims(), `${SECRET}!`),
      await sign(claims(), SECRET, 'HS512'),
      await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey),
      new UnsecuredJWT(claims()).encode(),
    ];
    for (const identity of forged) expect(await identify(identity, 'museum')).toBeUndefined();
  });

  it('is not good: changed, cut, or no token at all', async () => {
    const [header, , signature] = (await sign(claims())).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ sub: 'customer-1' }))).toString('base64url');
    for (const identity of [
      `${header}.${payload}.${signature}`,
      `${header}..${signature}`,
      '',
      '.',
      '..',
      'Ada',
      '{}',
    ]) {
      expect(await identify(identity, 'museum'), identity).toBeUndefined();
    }
  });
});
