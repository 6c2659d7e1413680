// What the tag costs the page that it stands in, until the visitor opens the chat: npm run bench:host-page -- 20
// Loads one page with the tag and without, in turns and with nothing in any cache, and prints the medians of both.
import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../chromium.ts';
import { startServer } from '../end-to-end/running-server.ts';
import { listen } from '../stand-ins/model-server.ts';

const rounds = Number(process.argv[2] ?? 20);

/** How long a page is watched after it is loaded, in milliseconds: the chat has its settings long before. */
const WATCH_MS = 700;

interface Cost {
  /** Milliseconds of the main thread's CPU, script and style and layout and all. */
  readonly cpu: number;
  readonly shift: number;
  readonly requests: number;
  /** Bytes over the network, with the page itself. */
  readonly bytes: number;
}

await using server = await startServer();
const tag = `<script src="${server.url}/smail-chat.js" data-chatbot-id="demo" async></script>`;
await using site = await listen((request, response) => {
  const text = '<h2>A heading</h2><p>Some text of a page as there are many.</p>'.repeat(50);
  response.setHeader('content-type', 'text/html');
  response.end(
    `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><body>${text}${request.url === '/with' ? tag : ''}`,
  );
});
const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_FLAGS] });

const costs = { without: [] as Cost[], with: [] as Cost[] };
// The first of each warms the machine up, not the caches.
for (let round = -1; round < rounds; round++) {
  for (const kind of ['without', 'with'] as const) {
    const cost = await visit(browser, `${site.url}/${kind}`);
    if (round >= 0) costs[kind].push(cost);
  }
}
await browser.close();

const table = (['cpu', 'shift', 'requests', 'bytes'] as const).map((name) => {
  const [without, withChat] = [costs.without, costs.with].map((all) => median(all.map((cost) => cost[name])));
  return [
    { cpu: 'main thread, ms of CPU', shift: 'layout shift', requests: 'requests before opening', bytes: 'bytes' }[name],
    row(without ?? 0, withChat ?? 0),
  ] as const;
});
console.log(`medians of ${rounds} loads each, cold caches`);
console.table(Object.fromEntries(table));

function row(without: number, withChat: number): Readonly<Record<string, number | string>> {
  const ratio = without === 0 ? '' : (withChat / without).toFixed(2);
  return { without: round(without), with: round(withChat), difference: round(withChat - without), ratio };
}

/** Loads a page in a browser context of its own. */
async function visit(browser: Browser, url: string): Promise<Cost> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Network.enable');
  const requests: string[] = [];
  let bytes = 0;
  page.on('request', (request) => requests.push(request.url()));
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Reflect.set(globalThis, 'shifts', shifts);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(Number(Reflect.get(entry, 'value')));
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url);
  await page.waitForTimeout(WATCH_MS);
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  if (seconds === undefined) throw new Error('the browser does not tell what its tasks cost');
  const shift = await page.evaluate(() =>
    (Reflect.get(globalThis, 'shifts') as number[]).reduce((sum, value) => sum + value, 0),
  );
  // After the measurement, of which it would be a part.
  if (url.endsWith('/with')) await page.getByRole('button', { name: 'Open chat' }).waitFor();
  await context.close();
  const others = requests.filter((address) => new URL(address).origin === server.url);
  return { cpu: seconds * 1_000, shift, requests: others.length, bytes };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
