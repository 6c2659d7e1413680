import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { SESSION_ID_MAX_LENGTH } from '../../../protocol/limits.ts';
import { bearerToken } from '../../../server/http/bearer.ts';

/** A request with this header, and nothing else. */
function requestWith(authorization: string | undefined): Request {
  return {
    get: (name: string) => (name.toLowerCase() === 'authorization' ? authorization : undefined),
  } as unknown as Request;
}

describe('the bearer token', () => {
  it.each([
    ['Bearer museum.abc.def', 'museum.abc.def'],
    ['Bearer   museum.abc.def', 'museum.abc.def'],
    // The scheme’s name is case-insensitive (RFC 9110, section 11.1).
    ['bearer museum.abc.def', 'museum.abc.def'],
    ['BEARER museum.abc.def', 'museum.abc.def'],
    ['Bearer a-._~+/b==', 'a-._~+/b=='],
    [`Bearer ${'x'.repeat(SESSION_ID_MAX_LENGTH)}`, 'x'.repeat(SESSION_ID_MAX_LENGTH)],
  ])('of %j', (header, token) => {
    expect(bearerToken(requestWith(header))).toBe(token);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer\tabc',
    'Bearerabc',
    'Bearer a b',
    'Bearer a, Bearer b',
    ' Bearer abc',
    'Basic YWJjOmRlZg==',
    'abc',
    `Bearer ${'x'.repeat(SESSION_ID_MAX_LENGTH + 1)}`,
  ])('is none of %j', (header) => {
    expect(bearerToken(requestWith(header))).toBeUndefined();
  });

  it('is looked for in no time, however long the header is', () => {
    const began = performance.now();
    expect(bearerToken(requestWith(`Bearer ${' '.repeat(100_000)}`))).toBeUndefined();
    expect(bearerToken(requestWith(`Bearer ${'a '.repeat(100_000)}`))).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
