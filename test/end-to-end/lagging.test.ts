import { describe, expect, it } from 'vitest';
import { PATHS } from '../../protocol/requests.ts';
import { ask, askAll } from './ask.ts';
import { startServer } from './running-server.ts';

const QUESTION = { message: 'When are you open?', chatbot_id: 'demo' };

/** On SIGUSR2 the server's event loop is late in every turn, on the next one no more. */
const LAGGING = `
  let lagging = false;
  const turn = () => {
    const end = performance.now() + 80;
    while (performance.now() < end);
    if (lagging) setTimeout(turn, 1);
  };
  process.on('SIGUSR2', () => {
    lagging = !lagging;
    if (lagging) turn();
  });
`;

describe('a server whose event loop is late again and again', () => {
  it('refuses questions and says when to come back, reads on for those that it has, and takes questions when it is over', async () => {
    await using server = await startServer({
      SMAIL_MODEL: 'quote',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(LAGGING)}`,
    });
    const begun = ask(server.url, QUESTION)[Symbol.asyncIterator]();
    await begun.next();
    server.signal('SIGUSR2');

    const post = (): Promise<Response> =>
      fetch(server.url + PATHS.chatStream, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(QUESTION),
      });
    await expect
      .poll(async () => {
        const response = await post();
        await response.body?.cancel();
        return response.status;
      })
      .toBe(503);
    const refused = await post();
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({ code: 'overloaded' });

    let last = await begun.next();
    for (let next = last; !next.done; next = await begun.next()) last = next;
    expect(last.value).toMatchObject({ event: { type: 'complete' } });

    server.signal('SIGUSR2');
    await expect.poll(async () => (await askAll(server.url, QUESTION)).at(-1)?.event.type).toBe('complete');
  });
});
