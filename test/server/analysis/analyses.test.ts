import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerAnalysis, Finding } from '../../../server/analysis/answer-analysis.ts';
import { Analyses } from '../../../server/analysis/analyses.ts';
import { ConfigError } from '../../../server/config/config-error.ts';

const ANSWER = { question: 'Why?', content: 'Because.', passages: [] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-analysis-'));
});
afterAll(() => rm(folder, { recursive: true }));

let failures: string[];
let controller: AbortController;
beforeEach(() => {
  failures = [];
  controller = new AbortController();
});

let modules = 0;

/** @returns the path of a module of the owner's. */
async function moduleOf(code: string, name = `checks-${modules++}`): Promise<string> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, code);
  return path;
}

async function loaded(code: string, name?: string): Promise<string> {
  const path = await moduleOf(code, name);
  await analyses.load(path);
  return path;
}

function analysis(name: string, analyse: AnswerAnalysis['analyse']): AnswerAnalysis {
  return { name, analyse };
}

const LENGTH = analysis('length', async ({ content }) => ({ characters: content.length }));
let analyses: Analyses;
beforeEach(() => {
  analyses = new Analyses([LENGTH]);
});

function found(path?: string): Promise<Readonly<Record<string, Finding>>> {
  return analyses.analyse(path, ANSWER, controller.signal, (cause) => {
    const { message, cause: reason } = cause as Error;
    failures.push(`${message}: ${reason instanceof Error ? reason.message : String(reason)}`);
  });
}

describe('the analyses of an answer', () => {
  it('are those of every answer, by name', async () => {
    expect(await found()).toEqual({ length: { characters: 8 } });
    expect(failures).toEqual([]);
  });

  it('leave out what has nothing to say', async () => {
    analyses = new Analyses([LENGTH, analysis('silent', async () => ({}))]);
    expect(Object.keys(await found())).toEqual(['length']);
  });

  it('go on where one fails, and tell of it', async () => {
    const fails = analysis('broken', async () => {
      throw new Error('no such word');
    });
    analyses = new Analyses([fails, LENGTH]);
    expect(await found()).toEqual({ length: { characters: 8 } });
    expect(failures).toEqual(['the analysis broken failed: no such word']);
  });

  it('do not wait for one that never ends, whether it heeds the signal or not, and tell it to end', async () => {
    let told: AbortSignal | undefined;
    const never = analysis('never', (_, signal) => {
      told = signal;
      return new Promise(() => {});
    });
    analyses = new Analyses([never, LENGTH], { timeLimitMs: 1 });
    expect(await found()).toEqual({ length: { characters: 8 } });
    expect(failures).toEqual(['the analysis never failed: took longer than 1 ms']);
    expect(told?.aborted).toBe(true);
  });

  it('ask one that never ends no more when it is at work on too many answers', async () => {
    let asked = 0;
    const never = analysis('never', () => {
      asked += 1;
      return new Promise(() => {});
    });
    analyses = new Analyses([never], { timeLimitMs: 1 });
    await Promise.all(Array.from({ length: 100 }, () => found()));
    expect(asked).toBe(64);
    expect(failures.filter((failure) => failure.includes('at work on 64 answers already'))).toHaveLength(36);
  });

  it('end at once, and blame nobody, when the answer is stopped', async () => {
    analyses = new Analyses([analysis('never', () => new Promise(() => {})), LENGTH], { timeLimitMs: 600_000 });
    const finding = found();
    controller.abort(new Error('cancelled'));
    expect(await finding).toEqual({});
    expect(failures).toEqual([]);
  });
});

describe('a module of the owner’s', () => {
  it('is a function, under the name of its file, and gets the answer and a signal', async () => {
    const path = await loaded(
      'export default ({ question, content, passages }, signal) =>' +
        ' ({ question, long: content.length > 5, passages: passages.length, aborted: signal.aborted })',
      'our-checks',
    );
    expect(await found(path)).toEqual({
      length: { characters: 8 },
      'our-checks': { question: 'Why?', long: true, passages: 0, aborted: false },
    });
  });

  it('is an object with a name, which may take its time', async () => {
    const path = await loaded(
      `export default { name: 'tone', words: 1, async analyse() { return { words: this.words } } };`,
    );
    expect(await found(path)).toEqual({ length: { characters: 8 }, tone: { words: 1 } });
  });

  it('looks at the answers of its own chatbot alone', async () => {
    await loaded('export default () => ({ seen: true })', 'other');
    expect(Object.keys(await found())).toEqual(['length']);
  });

  it.each([
    ['nothing', 'undefined'],
    ['a list', '[1]'],
    ['something that is not flat', '{ a: { b: 1 } }'],
    ['what is no number', '{ a: NaN }'],
    ['a long text', `{ a: 'x'.repeat(501) }`],
    ['too much', 'Object.fromEntries(Array.from({ length: 33 }, (_, index) => [index, true]))'],
    ['a name that is none', `{ '<b>': 1 }`],
  ])('that returns %s has failed, and the answer has not', async (_, result) => {
    const path = await loaded(`export default () => (${result})`);
    expect(await found(path)).toEqual({ length: { characters: 8 } });
    expect(failures).toHaveLength(1);
  });

  it('that throws has failed', async () => {
    const path = await loaded(`export default () => { throw new Error('oh') }`, 'throws');
    expect(await found(path)).toEqual({ length: { characters: 8 } });
    expect(failures).toEqual(['the analysis throws failed: oh']);
  });

  it.each([
    ['exports nothing', 'export const a = 1', /must be a function/],
    ['exports something else', 'export default { analyse: 1 }', /must be a function/],
    ['is not JavaScript', 'export default (', /checks-\d+\.mjs: /],
    ['fails as it is loaded', `throw new Error('no key')`, /no key/],
    ['has a name that can not be told', `export default { name: 'a b', analyse() {} }`, /its name may hold/],
    ['has the name of another', `export default { name: 'length', analyse() {} }`, /the name length is taken/],
  ])('can not be used if it %s', async (_, code, message) => {
    const path = await moduleOf(code);
    const loading = analyses.load(path);
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toThrow(message);
  });

  it('can not be used if it is not there', async () => {
    await expect(analyses.load(join(folder, 'none.mjs'))).rejects.toThrow(ConfigError);
  });
});
