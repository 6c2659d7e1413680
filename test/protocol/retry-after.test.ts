import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../protocol/retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

describe('a Retry-After header', () => {
  it.each([
    ['seconds', '120', 120],
    ['no wait', '0', 0],
    ['a date', 'Fri, 20 Nov 2026 12:01:30 GMT', 90],
    ['a date in the past', 'Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['more seconds than there have been', '99999999999999999999', 1e20],
  ])('is read as %s', (_, value, seconds) => {
    expect(readRetryAfter(value, NOW)).toBe(seconds);
  });

  it.each([null, undefined, '', 'soon', '-5', '1.5', 'Infinity'])('says nothing where it is %j', (value) => {
    expect(readRetryAfter(value, NOW) ?? 'nothing').toBe('nothing');
  });
});
