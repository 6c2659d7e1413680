import { describe, expect, it } from 'vitest';
import { attack, SLOW_MODES } from './slow-attack.ts';

const CONNECTIONS = 1_000;

/** slowhttptest itself is what is waited for; it would go on for five minutes. */
const TIMEOUT_MS = 120_000;

describe('clients that are slow on purpose', () => {
  it.concurrent.each(SLOW_MODES)(
    '$name: they are closed, and a visitor beside them is answered each time',
    { timeout: TIMEOUT_MS },
    async (mode) => {
      const { connections, peak, asked, answered, wasAvailable, isAlive } = await attack(mode, CONNECTIONS);
      // Otherwise there was no attack. Ranges are answered at once: of those few are open together.
      expect(peak).toBeGreaterThan(mode.limit === undefined ? 0 : 0.9 * connections);
      expect(asked).toBeGreaterThan(0);
      expect({ answered, wasAvailable, isAlive }).toEqual({ answered: asked, wasAvailable: true, isAlive: true });
    },
  );
});
