import type { Browser, BrowserContext, Page } from 'playwright-core';
import { caseIn } from './beacon.ts';
import type { HostileCase } from './cases/hostile-case.ts';
import type { Finding } from './in-page/finding.ts';
import { setTraps } from './in-page/traps.ts';

/** How many pages work at a time: as many as the smallest machine has cores. */
const PARALLEL = 2;

/** What a page of `in-page/` has as `run`. */
export interface Experiment<Item> {
  /** The page's address. */
  readonly url: string;
  readonly items: readonly Item[];
  /** How many items one page takes. */
  readonly perPage: number;
  /** What `run` is given besides the items of a page; pages count from 0. */
  readonly options?: (page: number) => unknown;
}

/** What the pages themselves ask for; the browser asks for the icon. */
const OWN_PATHS = /^\/(?:page\/|api\/|settle$|favicon\.ico$|(?:[\w-]+\.)+js$)/;

export interface Outcome {
  /** What the pages have found themselves. */
  readonly findings: readonly Finding[];
  /** What ran: ids of cases, or a sentence where no case is named. */
  readonly executed: ReadonlySet<string>;
  /** Requests to anywhere but the pages' own origin, and what the own origin has no page for. */
  readonly requests: readonly string[];
  /** Pages that were opened, and navigations of ours. */
  readonly departures: readonly string[];
}

/** Runs the items through as many pages as they need, with every trap set. */
export async function experiment<Item>(
  browser: Browser,
  { url, items, perPage, options }: Experiment<Item>,
): Promise<Outcome> {
  const findings: Finding[] = [];
  const executed = new Set<string>();
  const requests: string[] = [];
  const departures: string[] = [];
  const context = await browser.newContext({ viewport: { width: 400, height: 400 } });
  await context.addInitScript(setTraps);
  context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== new URL(url).origin || !OWN_PATHS.test(pathname)) requests.push(request.url());
  });

  const batches = Array.from({ length: Math.ceil(items.length / perPage) }, (_, index) =>
    items.slice(index * perPage, (index + 1) * perPage),
  );
  let next = 0;
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const given = options?.(next++);
      const page = await openPage(context, url, departures);
      findings.push(...(await runIn(page, batch, given)));
      for (const what of await executedIn(page)) executed.add(what);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  await context.close();
  return { findings, executed, requests, departures };
}

async function openPage(context: BrowserContext, url: string, departures: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on('popup', (popup) => {
    departures.push(`opened ${popup.url()}`);
    void popup.close();
  });
  await page.goto(url);
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) departures.push(`went to ${frame.url()}`);
  });
  return page;
}

async function runIn(page: Page, items: readonly unknown[], options: unknown): Promise<readonly Finding[]> {
  return page.evaluate(
    ([items, options]) => {
      const run = Reflect.get(globalThis, 'run') as (items: unknown, options: unknown) => Promise<Finding[]>;
      return run(items, options);
    },
    [items, options] as const,
  );
}

function executedIn(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(Reflect.get(globalThis, '__executed') as Set<string>)]);
}

/** @returns the cases of which something ran or was fetched. */
export function liveCases(
  cases: readonly HostileCase[],
  { executed, requests }: Outcome,
  seen: ReadonlySet<number>,
): HostileCase[] {
  const requested = new Set(requests.map((address) => caseIn(address)));
  return cases.filter(({ id, kind }) =>
    kind === 'script' ? executed.has(String(id)) : seen.has(id) || requested.has(id),
  );
}
