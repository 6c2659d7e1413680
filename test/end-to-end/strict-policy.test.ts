import { basename } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleWidget } from '../../scripts/build-widget.ts';
import { trustedTypesPolicy } from '../../scripts/trusted-types-policy.ts';
import { listen, type Listener, type ModelServer } from '../stand-ins/model-server.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startBrowser } from './browser.ts';
import { startServer, type RunningServer } from './running-server.ts';

const ANSWER = `We open at **ten**, see [the hours](https://museum.example/hours) or www.museum.example.

| day | opens |
|---|--:|
| Monday | closed |
| Tuesday | 10:00 |

\`\`\`js
const opening = new Date('2026-11-24T10:00'); // a Tuesday
\`\`\`

- [x] ~~by post~~ by mail: desk@museum.example
- $a^2 + b^2$ and <b style="color:red">no HTML</b>
`;

/** Sooner than the test's own end, so that the step that fails has its name in the report. */
const STEP_TIMEOUT_MS = 10_000;

/** What the page's policy has refused, in the browser's words. */
type Violations = readonly string[];

describe('a page with a strict policy', () => {
  let browser: Browser;
  let model: ModelServer;
  let server: RunningServer;
  let site: Site;

  beforeAll(async () => {
    model = await startOllamaServer({ behaviour: { type: 'answer', tokens: inTokens(ANSWER), intervalMs: 2 } });
    [browser, server, site] = await Promise.all([
      startBrowser(),
      startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url }),
      startSite(await bundleWidget(), await bundleOtherLit()),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([server?.stop(), model?.close(), site?.close()]);
  });

  it('has nothing to refuse, from the opening to the closing of the chat', async () => {
    await using visit = await site.open(browser, { policy: basicPolicy(), body: ourTag() });
    await useEverything(visit.page);
    expect(visit.violations()).toEqual([]);
    expect(visit.complaints()).toEqual([]);
    expect(await visit.page.locator('.panel').evaluate((panel) => getComputedStyle(panel).display)).not.toBe('block');
  });

  it('has nothing to refuse with Trusted Types, which know us by our own name', async () => {
    await using visit = await site.open(browser, { policy: typedPolicy('smail-chat'), body: ourTag() });
    await useEverything(visit.page);
    expect(visit.violations()).toEqual([]);
    expect(visit.complaints()).toEqual([]);
    // The name is ours alone: nobody can take it after us.
    await visit.page.evaluate(() => {
      try {
        (
          globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes.createPolicy('smail-chat', { createHTML: (html: string) => html });
      } catch {
        // the violation tells
      }
    });
    await expect.poll(visit.violations).toEqual([expect.stringContaining('trusted-types')]);
  });

  it.each(['before', 'after'])('leaves the name lit-html to another copy of Lit %s ours', async (place) => {
    const other = `<script src="${site.url}/other-lit.js"></script><other-lit></other-lit>`;
    const body = place === 'before' ? other + ourTag() : ourTag() + other;
    await using visit = await site.open(browser, { policy: typedPolicy('smail-chat lit-html'), body });
    await visit.page.getByText('drawn by another Lit').waitFor();
    await useEverything(visit.page);
    expect(visit.violations()).toEqual([]);
    expect(visit.complaints()).toEqual([]);
  });

  it('makes its policy once when its tag was pasted twice', async () => {
    const body = ourTag() + ourTag();
    await using visit = await site.open(browser, { policy: typedPolicy('smail-chat'), body });
    await useEverything(visit.page);
    expect(await visit.page.locator('smail-chat').count()).toBe(1);
    expect(visit.violations()).toEqual([]);
    expect(visit.complaints()).toEqual([]);
  });

  it('does refuse what it should: a style element, a handler, an image, HTML from a string', async () => {
    await using visit = await site.open(browser, { policy: typedPolicy('smail-chat'), body: ourTag() });
    await visit.page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'p { color: red }';
      const button = document.createElement('button');
      button.setAttribute('style', 'color: red');
      const image = document.createElement('img');
      image.src = '/image.png';
      document.body.append(style, button, image);
      try {
        button.innerHTML = '<b>bold</b>';
      } catch {
        // the violation tells
      }
    });
    const directives = ['img-src', 'require-trusted-types-for', 'style-src-attr', 'style-src-elem'];
    await expect.poll(() => new Set(visit.violations().map((text) => text.split(' ')[0]))).toEqual(new Set(directives));
  });

  it('can only be met by a build that has found the policy to rename', async () => {
    const without = build({
      stdin: { contents: 'export {}' },
      write: false,
      logLevel: 'silent',
      plugins: [trustedTypesPolicy()],
    });
    await expect(without).rejects.toThrow('found 0 times');
  });

  /** What a careful owner has: nothing but our script, and our server. No word of styles. */
  function basicPolicy(): string {
    return `default-src 'none'; script-src ${site.url}; connect-src ${server.url}`;
  }

  function typedPolicy(names: string): string {
    return `${basicPolicy()}; require-trusted-types-for 'script'; trusted-types ${names}`;
  }

  function ourTag(): string {
    return `<script src="${site.url}/smail-chat.js" data-chatbot-id="demo" data-server="${server.url}"></script>`;
  }
});

/** Opens the chat, asks, reads the answer with its table, code, links and sources, copies, and closes it. */
async function useEverything(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open chat' }).click();
  const textbox = page.getByRole('textbox');
  await textbox.fill('When are you open on **Tuesdays**? `x`');
  await textbox.press('Enter');
  const log = page.getByRole('log').first();
  await log.getByRole('cell', { name: '10:00' }).waitFor();
  await log.getByRole('link', { name: /the hours/ }).waitFor();
  await log.getByText('<b style="color:red">no HTML</b>').first().waitFor();
  await page.getByRole('list', { name: 'Sources' }).getByRole('link').first().waitFor();
  await page.getByRole('button', { name: 'Send message' }).waitFor();
  const copies = log.getByRole('button', { name: /copy/i });
  for (const copy of await copies.all()) await copy.click();
  expect(await copies.count()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Close chat' }).click();
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
}

interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly violations: () => Violations;
  /** Errors of scripts, and what the console shows in red or yellow. */
  readonly complaints: () => readonly string[];
}

interface Site extends Listener {
  /** Opens a page with this policy and this body. */
  open(browser: Browser, options: { readonly policy: string; readonly body: string }): Promise<Visit>;
}

/** The owner's site: it has the scripts, and one page, which is what it was told last. */
async function startSite(widget: Awaited<ReturnType<typeof bundleWidget>>, otherLit: string): Promise<Site> {
  const { script, inside } = widget;
  let present = { policy: '', body: '' };
  const scripts: Readonly<Record<string, string | Uint8Array | undefined>> = {
    '/smail-chat.js': script.contents,
    [`/${basename(inside.path)}`]: inside.contents,
    '/other-lit.js': otherLit,
  };
  const listener = await listen((request, response) => {
    const script = scripts[request.url ?? ''];
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
    if (script === undefined) response.setHeader('Content-Security-Policy', present.policy);
    response.end(script ?? `<!doctype html><html lang="en"><title>Mine</title><body>${present.body}`);
  });
  const open = async (browser: Browser, options: typeof present): Promise<Visit> => {
    present = options;
    const context = await browser.newContext({ permissions: ['clipboard-write'] });
    const violations = await listenForViolations(context);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(listener.url);
    return {
      page,
      violations: () => violations,
      complaints: () => complaints,
      [Symbol.asyncDispose]: () => context.close(),
    };
  };
  return { ...listener, open };
}

async function listenForViolations(context: BrowserContext): Promise<Violations> {
  const violations: string[] = [];
  await context.exposeFunction('reportViolation', (text: string) => void violations.push(text));
  await context.addInitScript(() => {
    const report = Reflect.get(globalThis, 'reportViolation') as (text: string) => void;
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      report(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  return violations;
}

/** Another widget of the page, made with a Lit of its own that keeps its policy's name. */
async function bundleOtherLit(): Promise<string> {
  const contents = `
    import { html, LitElement } from 'lit';
    customElements.define('other-lit', class extends LitElement {
      render() { return html\`<p>drawn by another Lit</p>\`; }
    });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    conditions: ['production'],
  });
  return outputFiles[0]?.text ?? '';
}

/** Pieces of four characters, as a model gives them. */
function inTokens(text: string): string[] {
  return text.match(/[\s\S]{1,4}/g) ?? [];
}
