import { describe, expect, it } from 'vitest';
import { isStreamed } from '../../protocol/rollout.ts';
import { SessionTokens } from '../../server/chat/session-tokens.ts';

const tokens = new SessionTokens();
const SESSIONS = Array.from({ length: 10_000 }, () => tokens.issue('museum'));

function streamedOf(sessions: readonly string[], percent: number): readonly string[] {
  return sessions.filter((session) => isStreamed(session, percent));
}

describe('whether the answers of a session are streamed', () => {
  it.each([0.5, 1, 10, 25, 50, 75, 99])('is so for a share of %d in a hundred, within 2', (percent) => {
    const share = (streamedOf(SESSIONS, percent).length / SESSIONS.length) * 100;
    expect(Math.abs(share - percent)).toBeLessThan(2);
  });

  it('is so for all at 100, and for none at 0', () => {
    expect(streamedOf(SESSIONS, 100)).toHaveLength(SESSIONS.length);
    expect(streamedOf(SESSIONS, 0)).toEqual([]);
  });

  it('is the same each time', () => {
    expect(streamedOf(SESSIONS, 50)).toEqual(streamedOf(SESSIONS, 50));
  });

  it('is taken from nobody when the share grows', () => {
    const at = [10, 20, 50, 90].map((percent) => new Set(streamedOf(SESSIONS, percent)));
    for (const [index, before] of at.slice(0, -1).entries()) {
      expect(before.isSubsetOf(at[index + 1] ?? new Set())).toBe(true);
    }
  });

  it('is spread evenly over sessions whose ids begin and end alike', () => {
    const alike = Array.from({ length: 10_000 }, (_, index) => `v1.museum.${index}.same`);
    for (let from = 0; from < 100; from += 10) {
      const share = streamedOf(alike, from + 10).length - streamedOf(alike, from).length;
      expect(Math.abs(share - 1_000)).toBeLessThan(150);
    }
  });
});
