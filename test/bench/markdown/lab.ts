import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../chromium.ts';
import { listen } from '../../stand-ins/model-server.ts';
import type { ContestantName } from './contestants.ts';
import type { BenchPage, Stability } from './page.ts';

const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><body><script src="/page.js"></script>';

/** One task of the page's main thread. Milliseconds of CPU, not of time. */
interface Task {
  readonly cpu: number;
}

/** Chromium with the contestants in a page, and a view of what its main thread spends. */
export class MarkdownLab implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #stop: () => Promise<void>;

  private constructor(browser: Browser, page: Page, session: CDPSession, stop: () => Promise<void>) {
    this.#browser = browser;
    this.#page = page;
    this.#session = session;
    this.#stop = stop;
  }

  static async open(): Promise<MarkdownLab> {
    const script = await bundlePage();
    const site = await listen((request, response) => {
      const isScript = request.url !== '/';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : PAGE);
    });
    // Frames as fast as they can be made: what counts is what each of them costs.
    const args = [...CHROMIUM_FLAGS, '--disable-frame-rate-limit', '--disable-gpu-vsync'];
    const browser = await chromium.launch({ executablePath: findChromium(), args });
    const page = await browser.newPage();
    await page.goto(site.url);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MarkdownLab(browser, page, session, () => site.close());
  }

  /** Empties the page and begins anew; garbage of the one before is collected first. */
  async begin(name: ContestantName): Promise<void> {
    await this.#page.evaluate((name) => (Reflect.get(globalThis, 'page') as BenchPage).begin(name), name);
    await this.#session.send('HeapProfiler.collectGarbage');
  }

  /** @returns the milliseconds of CPU that the main thread has spent on it. */
  async write(text: string, step: number): Promise<number> {
    return this.#cpuOf(() =>
      this.#page.evaluate(([text, step]) => (Reflect.get(globalThis, 'page') as BenchPage).write(text, step), [
        text,
        step,
      ] as const),
    );
  }

  /** As `write`, with the end of the text. */
  async writeAndEnd(text: string): Promise<number> {
    return this.#cpuOf(async () => {
      await this.write(text, text.length);
      await this.#page.evaluate(() => (Reflect.get(globalThis, 'page') as BenchPage).end());
    });
  }

  watch(text: string, step: number): Promise<Stability> {
    return this.#page.evaluate(([text, step]) => (Reflect.get(globalThis, 'page') as BenchPage).watch(text, step), [
      text,
      step,
    ] as const);
  }

  /** Writes with a frame for each step. @returns the tasks of the main thread meanwhile, from the browser's own trace. */
  async traceFrames(text: string, step: number): Promise<readonly Task[]> {
    await this.#browser.startTracing(this.#page, {
      categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
    });
    await this.#page.evaluate(
      ([text, step]) => (Reflect.get(globalThis, 'page') as BenchPage).writeInFrames(text, step),
      [text, step] as const,
    );
    return tasksIn(JSON.parse(String(await this.#browser.stopTracing())) as Trace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#stop();
  }

  async #cpuOf(work: () => Promise<unknown>): Promise<number> {
    const before = await this.#taskSeconds();
    await work();
    return ((await this.#taskSeconds()) - before) * 1_000;
  }

  async #taskSeconds(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = metrics.find(({ name }) => name === 'TaskDuration');
    if (!metric) throw new Error('the browser does not tell what its tasks cost');
    return metric.value;
  }
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's CPU. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

interface Trace {
  readonly traceEvents: readonly TraceEvent[];
}

/** Of all renderers' main threads the page's own is the one that has worked most. */
function tasksIn({ traceEvents }: Trace): Task[] {
  const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const all = mains.map(({ pid, tid }) =>
    traceEvents.filter(
      (event) => event.pid === pid && event.tid === tid && event.name === 'RunTask' && event.ph === 'X',
    ),
  );
  const [tasks = []] = all.toSorted((one, other) => other.length - one.length);
  if (tasks.length === 0) throw new Error('the trace has no tasks');
  return tasks.map(({ tdur = 0 }) => ({ cpu: tdur / 1_000 }));
}

async function bundlePage(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve('./page.ts'))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const [script] = outputFiles;
  if (!script) throw new Error('esbuild made no script');
  return script.contents;
}
