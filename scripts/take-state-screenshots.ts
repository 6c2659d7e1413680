// Makes the pictures of docs/states.md: the demo page in Chromium, with the real server and a model that answers as a state needs it.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { encodeEvent } from '../protocol/event-stream.ts';
import { startBrowser } from '../test/end-to-end/browser.ts';
import { startServer } from '../test/end-to-end/running-server.ts';
import type { Behaviour, ModelServer } from '../test/stand-ins/model-server.ts';
import { startOllamaServer } from '../test/stand-ins/ollama-server.ts';

const TARGET = fileURLToPath(new URL('../docs/images/states/', import.meta.url));

const ANSWER =
  'The museum is open **Tuesday to Sunday, 10:00 to 17:00**. On Mondays it is closed, except on public holidays. ';
const LONG = `# Your visit

${ANSWER}

| Ticket | Price | For whom |
|---|--:|---|
| Adult | 9.50 | 18 and older |
| Family | 22.00 | two adults and up to three children |

1. Take the bus 4 to *Lighthouse Road*.
2. Walk up the hill, ten minutes.
   - There is a lift for those who need one.

\`\`\`js
const opening = new Date('2026-11-24T10:00'); // a Tuesday
\`\`\`

> The lamp has been lit every night since 1874.

More at https://havenmoor-lighthouse.example/a-very-long-address-that-has-to-break-somewhere-or-else-it-widens-the-chat.`;

interface Shot {
  readonly name: string;
  readonly options?: BrowserContextOptions;
  readonly model?: Behaviour;
  /** What the visitor does, from the demo page on. */
  readonly visit: (page: Page) => Promise<void>;
  /** How the element of the demo page is to be set. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const WINDOW = { width: 560, height: 720 };

const SHOTS: readonly Shot[] = [
  { name: 'closed', visit: (page) => launcher(page).waitFor() },
  { name: 'open', visit: open },
  { name: 'waiting', model: { type: 'hang-before-headers' }, attributes: { features: 'usage' }, visit: waiting },
  { name: 'streaming', model: hanging(ANSWER), visit: writing },
  { name: 'done-with-sources', visit: fromQuestion },
  { name: 'figures', model: answering(ANSWER, 40), attributes: { features: 'usage' }, visit: done },
  { name: 'error', model: { type: 'status-500' }, visit: failed },
  { name: 'offline', visit: offline },
  { name: 'limited', visit: limited },
  { name: 'empty', visit: empty },
  { name: 'long', model: answering(LONG), visit: fromQuestion },
  { name: 'scrolled-up', model: answering(LONG), visit: scrolledUp },
  { name: 'unread', model: answering(ANSWER, 30), visit: unread },
  { name: 'minimised', visit: minimised },
  { name: 'right-to-left', options: { locale: 'ar' }, visit: fromQuestion },
  { name: 'dark', options: { colorScheme: 'dark' }, model: answering(LONG), visit: fromQuestion },
  { name: 'dark-open', options: { colorScheme: 'dark' }, visit: open },
  { name: 'forced-colours', options: { forcedColors: 'active' }, visit: fromQuestion },
  { name: 'light-accent-at-the-start', attributes: { accent: '#ffd43b', position: 'start' }, visit: fromQuestion },
  {
    name: 'phone',
    options: { viewport: { width: 375, height: 667 }, isMobile: true, hasTouch: true },
    visit: fromQuestion,
  },
  {
    name: '320-pixels',
    options: { viewport: { width: 320, height: 568 } },
    model: answering(LONG),
    visit: fromQuestion,
  },
  { name: '200-percent-zoom', options: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, visit: done },
];

await mkdir(TARGET, { recursive: true });
await using model = await startOllamaServer({ behaviour: answering(ANSWER) });
await using server = await startServer({ SMAIL_MODEL: 'ollama', OLLAMA_HOST: model.url });
const browser = await startBrowser();
const wanted = process.argv.slice(2);
for (const shot of SHOTS) {
  if (wanted.length === 0 || wanted.includes(shot.name)) await take(browser, model, shot);
}
await browser.close();

async function take(browser: Browser, model: ModelServer, shot: Shot): Promise<void> {
  const { name, options, visit, attributes = {}, model: behaviour = answering(ANSWER) } = shot;
  model.behaviour = behaviour;
  const context = await browser.newContext({ viewport: WINDOW, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.locator('smail-chat').evaluate((chat, given) => {
    for (const [attribute, value] of Object.entries(given)) chat.setAttribute(attribute, value);
  }, attributes);
  await visit(page);
  await page.screenshot({ path: `${TARGET}${name}.png`, scale: 'css', clip: await around(page) });
  console.log(name);
  await context.close();
}

/** @returns what is shown of the page: the chat and a margin. */
async function around(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const [dialog, button] = [page.getByRole('dialog'), launcher(page)];
  const isOpen = await dialog.isVisible();
  const box = await (isOpen ? dialog : button).boundingBox();
  const window = page.viewportSize();
  if (!box || !window) throw new Error('there is no chat');
  const margin = isOpen ? 20 : 120;
  const [x, y] = [Math.max(0, box.x - margin), Math.max(0, box.y - margin)];
  const right = Math.min(window.width, box.x + box.width + margin);
  const bottom = Math.min(window.height, box.y + box.height + margin);
  return { x, y, width: right - x, height: bottom - y };
}

function launcher(page: Page): ReturnType<Page['locator']> {
  return page.locator('[part=launcher]');
}

async function open(page: Page): Promise<void> {
  await launcher(page).click();
  await page.locator('[part=suggestion]').first().waitFor();
}

async function ask(page: Page): Promise<void> {
  await open(page);
  await page.getByRole('textbox').fill('When are you open, and how do I get to the lighthouse by bus?');
  await page.getByRole('textbox').press('Enter');
}

async function waiting(page: Page): Promise<void> {
  await ask(page);
  await page.getByRole('progressbar').waitFor();
  await page.locator('.figures', { hasText: /[2-9]/ }).waitFor();
}

async function writing(page: Page): Promise<void> {
  await ask(page);
  await page.getByText('public holidays').waitFor();
}

async function done(page: Page): Promise<void> {
  await ask(page);
  await page.locator('[part=source]').first().waitFor();
}

/** As `done`, from the question on. */
async function fromQuestion(page: Page): Promise<void> {
  await done(page);
  await page.locator('[part~=visitor-message]').evaluate((question) => question.scrollIntoView({ block: 'start' }));
  await page.locator('[part=jump-button]').waitFor();
}

async function failed(page: Page): Promise<void> {
  await ask(page);
  await page.locator('[part=failure]').waitFor({ timeout: 60_000 });
}

async function offline(page: Page): Promise<void> {
  await done(page);
  await page.context().setOffline(true);
  await page.getByRole('status').filter({ hasText: 'offline' }).waitFor();
}

async function limited(page: Page): Promise<void> {
  const events = [
    { type: 'start', stream_id: 's', message_id: 'm', session_id: 'x', done: false },
    {
      type: 'error',
      code: 'rate_limited',
      error: 'That was a lot of messages in a short time.',
      retryable: true,
      retry_after: 45,
      done: true,
    },
  ] as const;
  const body = events.map((event, index) => encodeEvent({ id: index + 1, event })).join('');
  await page.route('**/api/public/chat/stream', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
  await failed(page);
}

async function empty(page: Page): Promise<void> {
  const nothing = { id: 'demo', name: 'Lighthouse assistant', greeting: '', suggestions: [] };
  await page.route('**/api/public/chatbots/*', (route) => route.fulfill({ json: nothing }));
  await page.reload();
  await launcher(page).click();
  await page.getByText(nothing.name).waitFor();
}

async function scrolledUp(page: Page): Promise<void> {
  await done(page);
  await page.getByRole('log').hover();
  await page.mouse.wheel(0, -500);
  await page.locator('[part=jump-button]').waitFor();
}

async function unread(page: Page): Promise<void> {
  await ask(page);
  await page.locator('[part=close-button]').click();
  await page.locator('[part=unread]').waitFor();
}

async function minimised(page: Page): Promise<void> {
  await done(page);
  await page.locator('[part=minimise-button]').click();
}

function answering(text: string, intervalMs = 0): Behaviour {
  return { type: 'answer', tokens: inTokens(text), intervalMs };
}

function hanging(text: string): Behaviour {
  return { type: 'script', steps: [{ tokens: inTokens(text) }, 'hang'] };
}

function inTokens(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
