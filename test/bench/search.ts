import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { IndexEntry } from '../../server/knowledge/document-index.ts';
import { SqliteKnowledge } from '../../server/knowledge/sqlite.ts';
import { LANGUAGES, readDataset } from '../evaluation/search/dataset.ts';

// Indexes 100,000 made-up passages and searches them; prints how fast, and in how much memory. The words are those of the
// evaluation's documents in three languages, as unevenly spread as words are (Zipf's law), and names and numbers that are rare.

const PASSAGES = Number(process.argv[2] ?? 100_000);
const SECTIONS = 20;
const WORDS = 120;
const QUESTIONS = 400;

/** The same numbers in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomNumbers(7);
const datasets = await Promise.all(LANGUAGES.filter((language) => language !== 'ja').map(readDataset));

/** Words by language, the most frequent first. */
const vocabularies = datasets.map(({ documents }) => {
  const counts = new Map<string, number>();
  for (const { sections } of documents) {
    for (const word of sections.flatMap(({ blocks }) => blocks.join(' ').split(/\s+/))) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word);
});

function word(vocabulary: readonly string[]): string {
  if (random() < 0.03) return `${'bcdfglmnprst'.charAt(random() * 12)}${Math.floor(random() * 60_000).toString(36)}a`;
  return vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? '';
}

function text(vocabulary: readonly string[], length: number): string {
  return Array.from({ length }, () => word(vocabulary)).join(' ');
}

async function* entries(): AsyncGenerator<IndexEntry, void, undefined> {
  for (let index = 0; index < PASSAGES / SECTIONS; index++) {
    const vocabulary = vocabularies[index % vocabularies.length] ?? [];
    const sections = Array.from({ length: SECTIONS }, (_, section) => ({
      headings: [text(vocabulary, 3)],
      fragment: `s${section}`,
      blocks: [text(vocabulary, WORDS)],
    }));
    yield {
      type: 'document',
      document: { id: `${index}.md`, title: text(vocabulary, 4), url: `/${index}`, sections },
      fingerprint: '1',
    };
  }
}

const folder = await mkdtemp(join(tmpdir(), 'smail-bench-'));
const file = join(folder, 'knowledge.sqlite');
let peakRss = 0;
const watch = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
}, 50);
try {
  using knowledge = new SqliteKnowledge(file);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const began = performance.now();
  const { passages } = await knowledge.replace('bench', 'made up', entries(), new AbortController().signal);
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  print(`${passages} passages in ${seconds.toFixed(1)} s: ${Math.round(passages / seconds)} a second`);
  print(
    `the event loop meanwhile: 99 % of turns within ${ms(delay.percentile(99) / 1e6)}, the longest ${ms(delay.max / 1e6)}`,
  );
  print(`peak memory while indexing ${mb(peakRss)} (RSS of the process), file ${mb((await stat(file)).size)}`);

  const questions = datasets.flatMap(({ questions }) => questions.map(({ question }) => question));
  const times: number[] = [];
  for (let index = 0; index < QUESTIONS; index++) {
    const question = questions[Math.floor(random() * questions.length)] ?? '';
    const start = performance.now();
    await knowledge.search('bench', question, 4);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => ms(times[Math.floor(times.length * share)] ?? 0);
  print(`${QUESTIONS} searches: median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}`);
  print(`peak memory ${mb(Math.max(peakRss, process.memoryUsage.rss()))}`);
} finally {
  clearInterval(watch);
  await rm(folder, { recursive: true });
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
