import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IndexEntry } from '../../../../server/knowledge/document-index.ts';
import { DocumentReader } from '../../../../server/knowledge/reading/document-reader.ts';
import { readSite, type SiteLimits } from '../../../../server/knowledge/reading/site.ts';
import { pdfOf } from './sample-files.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const QUICK: SiteLimits = { pauseMs: 0, requestMs: 5_000, maxPages: 100, maxDepth: 10 };

let reader: DocumentReader;
let server: Server;
let origin: string;
let pages: Map<string, string | Answer>;
let asked: string[];
beforeAll(() => {
  reader = new DocumentReader();
});
afterAll(() => reader[Symbol.asyncDispose]());
beforeEach(async () => {
  pages = new Map();
  asked = [];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const page = pages.get(path);
    if (typeof page === 'function') page(request, response);
    else if (page === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end('<p>none');
    else response.writeHead(200, { 'content-type': path.endsWith('.txt') ? 'text/plain' : 'text/html' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function entries({
  path = '/',
  known = new Map<string, string>(),
  limits = {},
  signal = new AbortController().signal,
} = {}): Promise<IndexEntry[]> {
  return Array.fromAsync(
    readSite({ type: 'site', address: origin + path }, known, { reader, signal }, { ...QUICK, ...limits }),
  );
}

/** Each entry in a line, with paths in place of addresses. */
function lines(read: readonly IndexEntry[]): string[] {
  return read.map((entry) =>
    (entry.type === 'document'
      ? `${entry.document.id} ${entry.document.title}`
      : entry.type === 'skipped'
        ? `${entry.id} skipped: ${entry.reason}`
        : `${entry.id} unchanged`
    ).replaceAll(origin, ''),
  );
}

function page(title: string, ...links: string[]): string {
  return `<html><head><title>${title}</title></head><body><p>This is ${title}.</p>${links.map((link) => `<a href="${link}">x</a>`).join('')}</body></html>`;
}

function redirect(location: string): Answer {
  return (_, response) => response.writeHead(302, { location }).end();
}

function typed(type: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => response.writeHead(200, { 'content-type': type, ...headers }).end(body);
}

/** Level 3 leads to level 4. */
function leadingOn({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const level = Number(url.slice(2));
  response.writeHead(200, { 'content-type': 'text/html' }).end(page(`Level ${level}`, `/n${level + 1}`));
}

function tagged(title: string, etag: string): Answer {
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'text/html', etag }).end(page(title));
  };
}

function sitemap(...paths: string[]): string {
  return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths.map((path) => `<url><loc> ${origin}${path} </loc></url>`).join('')}</urlset>`;
}

function fingerprints(read: readonly IndexEntry[]): Map<string, string> {
  return new Map(read.flatMap((entry) => (entry.type === 'document' ? [[entry.document.id, entry.fingerprint]] : [])));
}

describe('a site without a sitemap', () => {
  it('is read by following its links, each page once', async () => {
    pages.set(
      '/',
      page(
        'Home',
        '/a',
        '/b#part',
        '/a?utm_source=x',
        'mailto:me@a.example',
        '/photo.png',
        'https://elsewhere.example/',
      ),
    );
    pages.set('/a', page('A', '/', '/b', '/a/deep?b=2&a=1'));
    pages.set('/b', page('B', '/missing'));
    pages.set('/a/deep?a=1&b=2', page('Deep', '/a'));
    expect(lines(await entries())).toEqual([
      '/ Home',
      '/a A',
      '/b B',
      '/a/deep?a=1&b=2 Deep',
      '/missing skipped: HTTP 404',
    ]);
    expect(asked).toEqual(['/robots.txt', '/sitemap.xml', '/', '/a', '/b', '/a/deep?a=1&b=2', '/missing']);
  });

  it('is read below its start only', async () => {
    pages.set('/help/start', page('Help', '/help/a', '/shop', '../other'));
    pages.set('/help/a', page('A'));
    expect(lines(await entries({ path: '/help/start' }))).toEqual(['/help/start Help', '/help/a A']);
  });

  it('has its other documents read too, with their pages', async () => {
    pages.set('/', page('Home', '/rules', '/notes.txt', '/pack', '/calendar'));
    pages.set('/rules', typed('application/pdf', pdfOf([['No dogs.']], { title: 'Rules' })));
    pages.set('/notes.txt', 'A note.');
    pages.set('/pack', typed('application/octet-stream', 'x'));
    pages.set('/calendar', typed('text/calendar; charset=utf-8', 'x'));
    expect(lines(await entries())).toEqual([
      '/ Home',
      '/rules Rules',
      '/notes.txt notes',
      '/pack skipped: a format that is not read: application/octet-stream',
      '/calendar skipped: a format that is not read: text/calendar',
    ]);
  });

  it('is bounded in pages and depth', async () => {
    for (let depth = 0; depth < 20; depth++) pages.set(`/n${depth}`, leadingOn);
    expect(lines(await entries({ path: '/n0', limits: { maxDepth: 2 } }))).toEqual([
      '/n0 Level 0',
      '/n1 Level 1',
      '/n2 Level 2',
    ]);
    expect(lines(await entries({ path: '/n0', limits: { maxPages: 2 } }))).toEqual([
      '/n0 Level 0',
      '/n1 Level 1',
      // Not the start page, which is there.
      '/n0 … skipped: only 2 pages of a site are read',
    ]);
  });

  it('must be there', async () => {
    await expect(entries()).rejects.toThrow(`${origin}/: HTTP 404`);
    pages.set('/', redirect('https://www.elsewhere.example/'));
    await expect(entries()).rejects.toThrow('leads to another site, https://www.elsewhere.example');
  });
});

describe('a site with a sitemap', () => {
  it('is read from it, in its order, without following links', async () => {
    pages.set('/sitemap.xml', sitemap('/b', '/a', '/b?utm_campaign=y'));
    pages.set('/a', page('A', '/c'));
    pages.set('/b', page('B'));
    expect(lines(await entries())).toEqual(['/b B', '/a A']);
  });

  it('may have it named in robots.txt, as an index, packed', async () => {
    pages.set('/robots.txt', `Sitemap: ${origin}/index.xml\nSitemap: https://elsewhere.example/s.xml`);
    pages.set(
      '/index.xml',
      `<sitemapindex><sitemap><loc>${origin}/one.xml.gz</loc></sitemap><sitemap><loc>${origin}/index.xml</loc></sitemap></sitemapindex>`,
    );
    pages.set('/one.xml.gz', typed('application/gzip', gzipSync(sitemap('/a'))));
    pages.set('/a', page('A'));
    expect(lines(await entries())).toEqual(['/a A']);
  });

  it('may have one that is hostile: what leads elsewhere is not asked for, a bomb is no sitemap', async () => {
    pages.set('/', page('Home'));
    pages.set('/sitemap.xml', typed('application/gzip', gzipSync(Buffer.alloc(100_000_000, ' '))));
    expect(lines(await entries())).toEqual(['/ Home']);
    pages.set(
      '/sitemap.xml',
      '<urlset><url><loc>file:///etc/passwd</loc></url><url><loc>http://169.254.169.254/latest</loc></url><url><loc>javascript:x</loc></url></urlset>',
    );
    expect(lines(await entries())).toEqual(['/ Home']);
  });

  it('is not taken for empty when its sitemap can not be had for the moment', async () => {
    pages.set('/', page('Home'));
    pages.set('/robots.txt', `Sitemap: ${origin}/s.xml`);
    pages.set('/s.xml', (_, response) => response.writeHead(503).end());
    await expect(entries()).rejects.toThrow('/s.xml: HTTP 503');
  });
});

describe('what a site asks of robots', () => {
  it('is heeded: robots.txt, noindex, nofollow, of the page and of its head', async () => {
    pages.set('/robots.txt', 'User-agent: smail-chat\nDisallow: /private\n\nUser-agent: *\nDisallow: /');
    pages.set(
      '/',
      `${page('Home', '/private/a', '/noindex', '/header', '/to-private')}<a rel="ugc nofollow" href="/unfollowed">x</a>`,
    );
    pages.set('/noindex', `<meta name="robots" content="noindex">${page('No', '/behind')}`);
    pages.set('/header', typed('text/html', page('Header', '/unfollowed'), { 'x-robots-tag': 'noindex, nofollow' }));
    pages.set('/behind', page('Behind'));
    pages.set('/to-private', redirect('/private/b'));
    expect(lines(await entries())).toEqual([
      '/ Home',
      '/private/a skipped: robots.txt keeps robots from it',
      '/noindex skipped: the page asks not to be indexed',
      '/header skipped: the page asks not to be indexed',
      '/to-private skipped: leads to a page that robots.txt keeps from robots',
      '/behind Behind',
    ]);
    expect(asked.filter((path) => path.startsWith('/private') || path === '/unfollowed')).toEqual([]);
  });

  it('is not known when robots.txt fails: then nothing is asked for', async () => {
    pages.set('/', page('Home'));
    pages.set('/robots.txt', (_, response) => response.writeHead(500).end());
    await expect(entries()).rejects.toThrow('robots.txt: HTTP 500');
    expect(asked).toEqual(['/robots.txt']);
  });

  it('is waited for: one request at a time, with a pause of at least what it asks for', async () => {
    let open = 0;
    const times: number[] = [];
    pages.set('/robots.txt', 'User-agent: *\nCrawl-delay: 0.3');
    for (const [path, content] of [
      ['/', page('Home', '/a', '/b')],
      ['/a', page('A')],
      ['/b', page('B')],
    ] as const) {
      pages.set(path, (_, response) => {
        times.push(performance.now());
        expect(++open).toBe(1);
        response.writeHead(200, { 'content-type': 'text/html' }).end(content, () => open--);
      });
    }
    await entries();
    expect(times).toHaveLength(3);
    // Of the waits only their least length is known.
    for (const [index, time] of times.slice(1).entries()) {
      expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(290);
    }
  });
});

describe('a page that does harm', () => {
  it('by leading elsewhere, round and round or on and on is named', async () => {
    pages.set('/', page('Home', '/out', '/round', '/nowhere'));
    pages.set('/out', redirect('http://169.254.169.254/latest/meta-data'));
    pages.set('/round', redirect('/round'));
    pages.set('/nowhere', (_, response) => response.writeHead(302).end());
    expect(lines(await entries())).toEqual([
      '/ Home',
      '/out skipped: leads to another site, http://169.254.169.254',
      '/round skipped: leads on more than 5 times',
      '/nowhere skipped: HTTP 302 without an address',
    ]);
  });

  it('by having no end, or no beginning, is named, and so is one that breaks off', async () => {
    pages.set('/', page('Home', '/endless', '/silent', '/broken', '/good'));
    pages.set('/endless', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = (): void => {
        while (!response.destroyed && response.write('endless '.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    pages.set('/silent', () => undefined);
    pages.set('/broken', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' }).write('<p>half');
      setImmediate(() => response.destroy());
    });
    pages.set('/good', page('Good'));
    expect(lines(await entries({ limits: { requestMs: 1_000 } }))).toEqual([
      '/ Home',
      '/endless skipped: larger than 5 MB',
      '/silent skipped: takes too long to load',
      expect.stringMatching(/^\/broken skipped: can not be reached: /),
      '/good Good',
    ]);
  });

  it('by sending more than it says it does is named', async () => {
    pages.set('/', page('Home', '/bomb'));
    pages.set('/bomb', typed('text/html', gzipSync(Buffer.alloc(200_000_000, ' ')), { 'content-encoding': 'gzip' }));
    expect(lines(await entries())).toEqual(['/ Home', '/bomb skipped: larger than 5 MB']);
  });

  it('by claiming to be another is taken for itself', async () => {
    pages.set('/', '<html><head><link rel="canonical" href="https://bank.example/"></head><body>Home</body></html>');
    expect(await entries()).toMatchObject([{ document: { id: `${origin}/`, url: `${origin}/` } }]);
  });

  it('is met once under several addresses', async () => {
    pages.set('/', page('Home', '/print', '/moved', '/a'));
    pages.set('/print', '<html><head><link rel="canonical" href="/a"></head><body>A to print</body></html>');
    pages.set('/moved', redirect('/a'));
    pages.set('/a', page('A'));
    expect(lines(await entries())).toHaveLength(2);
  });
});

describe('a site that is read again', () => {
  it('has a page of several addresses once also where its server says that it is unchanged', async () => {
    pages.set('/sitemap.xml', sitemap('/a', '/a-short', '/b-long', '/b-print'));
    pages.set('/a', tagged('A', '"1"'));
    pages.set('/a-short', `<html><head><link rel="canonical" href="/a"></head><body>A in short</body></html>`);
    pages.set('/b-long', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else {
        response
          .writeHead(200, { 'content-type': 'text/html', etag: '"1"' })
          .end(`<html><head><link rel="canonical" href="/b"></head><body>B at length</body></html>`);
      }
    });
    pages.set('/b-print', `<html><head><link rel="canonical" href="/b"></head><body>B to print</body></html>`);
    const first = await entries();
    expect(first.map((entry) => entry.type === 'document' && entry.document.id)).toEqual([
      `${origin}/a`,
      `${origin}/b-long`,
    ]);
    expect(lines(await entries({ known: fingerprints(first) }))).toEqual(['/a unchanged', '/b-long unchanged']);
  });

  it('has only what has changed read, by what its server says', async () => {
    pages.set('/sitemap.xml', sitemap('/a', '/b'));
    pages.set('/a', tagged('A', '"1"'));
    pages.set('/b', tagged('B', '"1"'));
    const known = fingerprints(await entries());
    pages.set('/b', tagged('B2', '"2"'));
    expect(lines(await entries({ known }))).toEqual(['/a unchanged', '/b B2']);
  });

  it('has only what has changed read, by what it says, whatever token it has in it', async () => {
    let token = 0;
    const answer =
      (title: string): Answer =>
      (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(`${page(title, '/b')}<input value="${token++}">`);
    pages.set('/', answer('Home'));
    pages.set('/b', answer('B'));
    const known = fingerprints(await entries());
    pages.set('/b', answer('B2'));
    expect(lines(await entries({ known }))).toEqual(['/ unchanged', '/b B2']);
  });

  it('keeps a page that can not be had for the moment, and loses one that is gone', async () => {
    pages.set('/', page('Home', '/a', '/b'));
    pages.set('/a', page('A'));
    pages.set('/b', page('B'));
    const known = fingerprints(await entries());
    pages.set('/a', (_, response) => response.writeHead(500).end());
    pages.delete('/b');
    expect(lines(await entries({ known }))).toEqual(['/ unchanged', '/a unchanged', '/b skipped: HTTP 404']);
  });

  it('is left as it was when it has gone away', async () => {
    const links = Array.from({ length: 15 }, (_, n) => `/p${n}`);
    pages.set('/', page('Home', ...links));
    for (const link of links) pages.set(link, (request) => request.socket.destroy());
    await expect(entries()).rejects.toThrow(`${origin} does not answer`);
  });

  it('stops when it is told to, in the middle of a page', async () => {
    const abort = new AbortController();
    pages.set('/', () => abort.abort(new Error('enough')));
    await expect(entries({ signal: abort.signal })).rejects.toThrow('enough');
  });
});
