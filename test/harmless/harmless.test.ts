import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../end-to-end/browser.ts';
import { startBeacon, type Beacon } from './beacon.ts';
import { ALLOWED_IMAGES, beaconCases } from './cases/beacon-cases.ts';
import { countFrom, type HostileCase } from './cases/hostile-case.ts';
import { scriptCases } from './cases/script-cases.ts';
import { startHostileSite } from './hostile-site.ts';
import type { Talk } from './in-page/chat-page.ts';
import type { Options } from './in-page/streaming-page.ts';
import { experiment, liveCases, type Outcome } from './lab.ts';

/** So that each id has as many digits as the last, and none is a part of another. */
const FIRST_ID = 10_000;

/** Several times what it takes on two cores that have nothing else to do. */
const TIMEOUT_MS = 240_000;

/** One policy allows everything, the other one only our scripts and our server. */
const POLICIES = [
  ['no policy', false],
  ['the strict policy', true],
] as const;

/** What is said where all is well. */
const HARMLESS = ['one', 'two', 'three', 'four', 'five', 'six'].map((text, id): HostileCase => {
  return { id, kind: 'script', from: 'nothing', text, address: 'https://museum.example/' };
});

describe('hostile text', () => {
  let browser: Browser;
  let beacon: Beacon;
  let site: Awaited<ReturnType<typeof startHostileSite>>;
  let scripts: readonly HostileCase[];
  let beacons: readonly HostileCase[];
  let cases: readonly HostileCase[];

  beforeAll(async () => {
    [browser, beacon, site] = await Promise.all([startBrowser(), startBeacon(), startHostileSite()]);
    const nextId = countFrom(FIRST_ID);
    scripts = scriptCases(nextId);
    beacons = beaconCases(nextId, beacon.url);
    cases = [...scripts, ...beacons];
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([beacon?.close(), site?.close()]);
  });

  it('comes in at least 1,500 ways to run a script and 120 to send a request', () => {
    expect(countDistinct(scripts)).toBeGreaterThanOrEqual(1_500);
    expect(countDistinct(beacons)).toBeGreaterThanOrEqual(120);
  });

  it('is alive where Markdown is made into HTML without care', { timeout: TIMEOUT_MS }, async () => {
    const outcome = await experiment(browser, { url: site.page('naive', false), items: cases, perPage: 150 });
    const live = liveCases(cases, outcome, beacon.seen);
    const count = (kind: HostileCase['kind']): number => live.filter((hostile) => hostile.kind === kind).length;
    // oxlint-disable-next-line no-console
    console.log(
      `marked and innerHTML: ${count('script')} of ${scripts.length} scripts run, ${count('beacon')} of ${beacons.length} requests are sent`,
    );
    const misshapen = new Set(outcome.findings.map(({ id }) => id)).size;
    // oxlint-disable-next-line no-console
    console.log(`${misshapen} of ${cases.length} leave elements, attributes or addresses that are on no list`);
    expect(misshapen).toBeGreaterThan(cases.length / 2);
    expect(count('script')).toBeGreaterThan(scripts.length / 3);
    expect(count('beacon')).toBeGreaterThan(beacons.length / 3);
    beacon.seen.clear();
  });

  it.each(POLICIES)('does nothing in streamed Markdown, with %s', { timeout: TIMEOUT_MS }, async (_, strict) => {
    // Where everything is allowed, every prefix is looked at; where little is, pieces that are cut elsewhere.
    const options = (): Options => ({ images: ALLOWED_IMAGES, step: strict ? 3 : 1 });
    const outcome = await experiment(browser, {
      url: site.page('streaming', strict),
      items: cases,
      perPage: 300,
      options,
    });
    expectNothing(outcome);
  });

  it.each(POLICIES)('does nothing in the chat, with %s', { timeout: TIMEOUT_MS }, async (_, strict) => {
    const talks = inTalks(cases, strict ? 'strict' : 'open');
    for (const { chatbotId, cases } of talks) site.teach(chatbotId, cases);
    const options = (page: number): Talk => {
      const chatbotId = `harmless-${strict ? 'strict' : 'open'}-${page}`;
      site.teach(chatbotId, HARMLESS);
      return { chatbotId, cases: HARMLESS };
    };
    const outcome = await experiment(browser, {
      url: site.page('chat', strict),
      items: talks,
      perPage: 60,
      options,
    });
    expectNothing(outcome);
  });

  function expectNothing({ findings, executed, requests, departures }: Outcome): void {
    const origins = new Map(cases.map(({ id, from, text }) => [id, `${from}: ${text}`]));
    const found = findings.map(({ id, fault }) => `${fault} ← ${origins.get(id) ?? 'all'}`);
    expect({ count: found.length, first: found.slice(0, 5) }).toEqual({ count: 0, first: [] });
    expect({ executed: [...executed].slice(0, 5), requests: requests.slice(0, 5), departures }).toEqual({
      executed: [],
      requests: [],
      departures: [],
    });
    expect([...beacon.seen]).toEqual([]);
  }
});

/** Texts that differ by more than their number. */
function countDistinct(cases: readonly HostileCase[]): number {
  return new Set(cases.map(({ id, text }) => text.replaceAll(String(id), ''))).size;
}

/** Six to an element, the number of suggestions that one shows. */
function inTalks(cases: readonly HostileCase[], prefix: string): Talk[] {
  return Array.from({ length: Math.ceil(cases.length / 6) }, (_, index) => ({
    chatbotId: `${prefix}-${index}`,
    cases: cases.slice(index * 6, (index + 1) * 6),
  }));
}
