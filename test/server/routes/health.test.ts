import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

async function look(path: string): Promise<[status: number, body: unknown]> {
  const { status, json } = await app.call('GET', path);
  return [status, json()];
}

describe('health', () => {
  it('is good where the server takes questions', async () => {
    expect(await look('/livez')).toEqual([200, { status: 'ok' }]);
    expect(await look('/readyz')).toEqual([200, { status: 'ok' }]);
  });

  it('is no longer ready, and still alive, while the server shuts down', async () => {
    app.isReady = false;
    expect(await look('/readyz')).toEqual([503, { status: 'shutting down' }]);
    expect(await look('/livez')).toEqual([200, { status: 'ok' }]);
  });

  it('is told without a body too', async () => {
    const { status, text } = await app.call('HEAD', '/livez');
    expect([status, text]).toEqual([200, '']);
  });
});
