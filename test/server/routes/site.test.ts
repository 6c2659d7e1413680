import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type Reply, type RunningApp } from '../running-app.ts';

const SECRET = 'SMAIL_SECRET=do-not-tell';

let folder: string;
let app: RunningApp;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-site-'));
  await mkdir(join(folder, 'site/visit'), { recursive: true });
  await mkdir(join(folder, 'site-of-another'));
  await writeFile(join(folder, 'site/index.html'), '<!doctype html><title>Museum</title>');
  await writeFile(join(folder, 'site/visit/index.html'), '<!doctype html><title>Visit</title>');
  await writeFile(join(folder, 'site/style.css'), 'body {}');
  for (const path of ['secret.txt', 'site/.env', 'site-of-another/secret.txt']) {
    await writeFile(join(folder, path), SECRET);
  }
  app = await startApp({ site: join(folder, 'site') });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function expectNotFound({ status, headers, text, json }: Reply): void {
  expect(text).not.toContain(SECRET);
  expect(status).toBe(404);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(json()).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    code: 'not_found',
    detail: expect.stringMatching(/\.$/),
  });
}

describe('the owner’s folder of pages', () => {
  it.each([
    ['/', 'text/html', 'Museum'],
    ['/index.html', 'text/html', 'Museum'],
    ['/visit/', 'text/html', 'Visit'],
    ['/style.css', 'text/css', 'body {}'],
  ])('is served: %s', async (path, type, content) => {
    const { status, headers, text } = await app.call('GET', path);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(type);
    expect(text).toContain(content);
  });

  it('comes with a policy that lets nothing in from elsewhere, and no inline script', async () => {
    const { headers } = await app.call('GET', '/');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('does not come before the API and the widget', async () => {
    await writeFile(join(folder, 'site/smail-chat.js'), 'another');
    await writeFile(join(folder, 'site/livez'), 'another');
    expect((await app.call('GET', '/smail-chat.js')).text).not.toBe('another');
    expect((await app.call('GET', '/livez')).text).not.toBe('another');
  });

  it.each([
    '/../secret.txt',
    '/visit/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2E%2E%2Fsecret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e/secret.txt',
    '/../site-of-another/secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/.env',
    '/%2eenv',
    '/visit/../.env',
    '/secret.txt%00.html',
    '/%00',
    '/%E0%A4%A',
    '/%',
    '/style.css/',
    '/visit/none.html',
  ])('is served and nothing beside it: %s', async (path) => {
    expectNotFound(await app.call('GET', path));
    expect(app.log()).not.toContain('request failed');
  });
});

describe('an address at which there is nothing', () => {
  it.each([
    ['GET', '/none'],
    ['GET', '/api'],
    ['GET', '/api/public'],
    ['GET', '/api/public/none'],
    ['GET', '/api/private/chatbots'],
    ['GET', '/metrics'],
    ['GET', '/smail-chat.js.map'],
    ['POST', '/'],
    ['POST', '/smail-chat.js'],
    ['DELETE', '/livez'],
    ['PUT', '/index.html'],
  ])('is a problem: %s %s', async (method, path) => {
    expectNotFound(await app.call(method, path));
    expect(app.log()).not.toContain('request failed');
  });

  it('is every page where the owner has no folder', async () => {
    await using bare = await startApp();
    for (const path of ['/', '/index.html', '/package.json', '/server/main.ts', '/demo/smail.config.json']) {
      expectNotFound(await bare.call('GET', path));
    }
    expect((await bare.call('GET', '/smail-chat.js')).status).toBe(200);
  });
});
