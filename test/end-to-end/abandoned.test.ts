import { describe, expect, it } from 'vitest';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { ask } from './ask.ts';
import { startServer } from './running-server.ts';

describe('a visitor that leaves', () => {
  it.each(['hang-before-headers', 'hang-mid-answer'] as const)(
    'does not leave a running model behind (%s)',
    { timeout: 60_000 },
    async (fault) => {
      await using model = await startOllamaServer({ behaviour: { type: fault } });
      await using server = await startServer({
        SMAIL_MODEL: 'ollama',
        OLLAMA_HOST: model.url,
        SMAIL_ORPHAN_GRACE_MS: '200',
      });
      const requested = model.nextRequest();
      for await (const { event } of ask(server.url, { message: 'When are you open?' })) {
        if (event.type !== 'status' || event.state !== 'thinking') continue;
        await requested;
        break;
      }
      // Resolves only when the server has closed its connection to the model.
      await (
        await requested
      ).abandoned;
      expect(server.alive()).toBe(true);
      expect(server.log()).not.toContain('answer failed');
    },
  );
});
