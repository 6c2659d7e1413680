import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { compileScript, parse } from 'vue/compiler-sfc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listener } from '../stand-ins/model-server.ts';
import { startBrowser } from './browser.ts';
import { startServer, type RunningServer } from './running-server.ts';

const EXAMPLES = new URL('../../demo/examples/', import.meta.url);
const GUIDE = new URL('../../docs/embedding.md', import.meta.url);

/** Where the examples expect the server. */
const USUAL = 'http://localhost:8001';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

describe('the examples', () => {
  let browser: Browser;
  let server: RunningServer;
  let site: Listener;
  /** What the site has besides the examples. */
  const made = new Map<string, string>();

  beforeAll(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    site = await listen((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://site');
      response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/html');
      const known = made.get(pathname);
      void (known === undefined ? readFile(new URL(`.${pathname}`, EXAMPLES), 'utf8') : Promise.resolve(known))
        .catch(() => undefined)
        .then((text) => response.writeHead(text === undefined ? 404 : 200).end(text?.replaceAll(USUAL, server.url)));
    });
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([server?.stop(), site?.close()]);
  });

  it('in plain HTML has a link, a button and events', async () => {
    await using visit = await open('/plain.html');
    const { page } = visit;
    await page.getByRole('link', { name: 'this link' }).click();
    await page.getByRole('dialog', { name: 'Lighthouse assistant' }).waitFor();
    await page.getByRole('button', { name: 'Close chat' }).click();
    await page.getByText('Last event: close').waitFor();
    await page.getByRole('button', { name: 'What does a family ticket cost?' }).click();
    await page.getByRole('log').getByText('£29').first().waitFor();
    await page.getByText('Last event: complete').waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('with a strict policy gives it nothing to refuse', async () => {
    await using visit = await open('/strict-policy.html');
    await visit.page.getByRole('button', { name: 'Open chat' }).click();
    await ask(visit.page);
    expect(visit.complaints).toEqual([]);
  });

  it('in React', async () => {
    made.set('/react/app.js', await bundle('react/app.tsx'));
    await using visit = await open('/react/index.html');
    await ask(visit.page);
    await visit.page.getByText(/^The last answer has [1-9]\d+ characters\.$/).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('in Vue', async () => {
    made.set('/vue/main.js', await bundle('vue/main.ts'));
    await using visit = await open('/vue/index.html');
    await ask(visit.page);
    await visit.page.getByText(/^The last answer has [1-9]\d+ characters\.$/).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('for WordPress makes the page that stands beside it, which works', async () => {
    const php = await readFile(new URL('wordpress/functions.php', EXAMPLES), 'utf8');
    const attributes = [...php.matchAll(/'([\w-]+)'\s*=>\s*(?:'([^']*)'|true)/g)].map(([, name = '', value]) =>
      value === undefined ? name : `${name}="${value}"`,
    );
    const html = await readFile(new URL('wordpress/page.html', EXAMPLES), 'utf8');
    expect(html).toContain(`<script ${attributes.join(' ')}></script>`);
    await using visit = await open('/wordpress/page.html');
    await visit.page.getByRole('button', { name: 'Open chat' }).click();
    await ask(visit.page);
    expect(visit.complaints).toEqual([]);
  });

  it('of the guide work as they stand there: tag, stub, script and style', async () => {
    const [tag = '', , stub = ''] = await snippets('html');
    const [script = ''] = await snippets('js');
    const [style = ''] = await snippets('css');
    made.set(
      '/guide.html',
      `<!doctype html><title>Mine</title><style>${style}</style>${stub}<script>${script}</script>${tag}`,
    );
    await using visit = await open('/guide.html');
    const { page } = visit;
    const answer = page.waitForEvent('console', (message) => message.text().includes('10'));
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    await answer;
    const launcher = page.getByRole('button', { name: 'Open chat' });
    const { backgroundColor, boxShadow } = await launcher.evaluate((element) => {
      const { backgroundColor, boxShadow } = getComputedStyle(element);
      return { backgroundColor, boxShadow };
    });
    expect({ backgroundColor, boxShadow }).toEqual({ backgroundColor: 'rgb(11, 110, 79)', boxShadow: 'none' });
    expect(visit.complaints).toEqual([]);
  });

  it('of the guide work inside a page', async () => {
    const [, inline = ''] = await snippets('html');
    made.set('/inline.html', `<!doctype html><title>Mine</title>${inline}`);
    await using visit = await open('/inline.html');
    await ask(visit.page);
    expect(await visit.page.getByRole('button', { name: 'Open chat' }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  it('have the stub that the guide and the tests have', async () => {
    const [, , stub = ''] = await snippets('html');
    const test = await readFile(new URL('../widget/site-api.test.ts', import.meta.url), 'utf8');
    const plain = await readFile(new URL('plain.html', EXAMPLES), 'utf8');
    const code = stub.replaceAll(/<\/?script>/g, '').trim();
    expect(test).toContain(code);
    expect(plain).toContain(code);
  });

  async function open(path: string): Promise<Visit> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    // What no page of these has.
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    await page.goto(site.url + path);
    return { page, complaints, [Symbol.asyncDispose]: () => page.close() };
  }
});

interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, and what the console shows in red or yellow. */
  readonly complaints: readonly string[];
}

async function ask(page: Page): Promise<void> {
  const textbox = page.getByRole('textbox', { name: 'Your message' });
  await textbox.fill('When are you open on Mondays?');
  await textbox.press('Enter');
  await page.getByRole('log').getByText('On Mondays the museum is closed').waitFor();
}

/** The guide's pieces of code in a language, in order. */
async function snippets(language: string): Promise<string[]> {
  const guide = await readFile(GUIDE, 'utf8');
  return [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  );
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(entry, EXAMPLES).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [vue],
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** What a bundler's plugin for Vue does, for a component with one template and one script. */
const vue: Plugin = {
  name: 'vue',
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path });
      const compilerOptions = { isCustomElement: (tag: string) => tag === 'smail-chat' };
      const { content } = compileScript(descriptor, {
        id: path,
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, loader: 'ts' };
    });
  },
};
