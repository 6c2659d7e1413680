import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app[Symbol.asyncDispose]());

async function load(headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Reply> {
  return app.call(method, '/smail-chat.js', { headers });
}

function etagOf({ headers }: Reply): string {
  return headers.etag ?? '';
}

describe('the widget', () => {
  it('is a script for any page on any site', async () => {
    const { status, headers, body } = await load();
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(body.equals(app.widgetScript.script)).toBe(true);
  });

  it('comes without a body where only its head is asked for', async () => {
    const { status, headers, text } = await load({}, 'HEAD');
    expect([status, text]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBe(app.widgetScript.script.length);
  });
});

describe('the encoding of the widget', () => {
  const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body };

  it.each<[string | undefined, keyof typeof decode]>([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br', 'br'],
    ['*', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['gzip;q=0, br;q=0', 'identity'],
    ['identity', 'identity'],
    ['zstd', 'identity'],
    ['garbage;;;', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ])('is what the browser takes, and the bytes are the same: %j → %s', async (accepted, encoding) => {
    const { status, headers, body } = await load(accepted === undefined ? {} : { 'Accept-Encoding': accepted });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
    expect(headers.vary).toMatch(/\bAccept-Encoding\b/);
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(decode[encoding](body).equals(app.widgetScript.script)).toBe(true);
    if (encoding !== 'identity') expect(body.length).toBeLessThan(app.widgetScript.script.length);
  });
});

describe('the cache of the widget', () => {
  it('may be shared, and is short: an owner sees a new version within minutes', async () => {
    const { headers } = await load();
    const [, seconds] = /^public, max-age=(\d+)$/.exec(headers['cache-control'] ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(seconds)).toBeLessThanOrEqual(600);
  });

  it.each(['br', 'gzip', 'identity'])('is confirmed without a body where nothing changed: %s', async (encoding) => {
    const first = await load({ 'Accept-Encoding': encoding });
    const again = await load({ 'Accept-Encoding': encoding, 'If-None-Match': etagOf(first) });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers).toMatchObject({
      etag: etagOf(first),
      'cache-control': first.headers['cache-control'],
      vary: first.headers.vary,
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  it('is not confirmed for another version, or another encoding', async () => {
    const etags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) => etagOf(await load({ 'Accept-Encoding': encoding }))),
    );
    expect(new Set(etags).size).toBe(3);
    for (const etag of etags) expect(etag).toMatch(/^"[A-Za-z0-9_-]+"$/);
    expect((await load({ 'Accept-Encoding': 'gzip', 'If-None-Match': etags[0] ?? '' })).status).toBe(200);
    expect((await load({ 'If-None-Match': '"another"' })).status).toBe(200);
  });

  it('is the same after a restart, as long as the script is', async () => {
    await using restarted = await startApp();
    expect(etagOf(await restarted.call('GET', '/smail-chat.js'))).toBe(etagOf(await load()));
  });
});

function name(): string {
  return `/${app.widgetScript.panel.name}`;
}

describe('the second script of the widget', () => {
  it('is a module for any page on any site, for good', async () => {
    const { status, headers, body } = await app.call('GET', name());
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(body.equals(app.widgetScript.panel.contents)).toBe(true);
  });

  it('is the same with a query, by which a browser is made to ask again', async () => {
    expect((await app.call('GET', `${name()}?1`)).status).toBe(200);
  });

  it.each(['GET', 'HEAD'])('is not there in another version, which every page may know: %s', async (method) => {
    const { status, headers } = await app.call(method, '/smail-chat-panel.4567.js');
    expect(status).toBe(404);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['cache-control'] ?? '').not.toContain('max-age');
  });
});
