import { figuresOf, isAnswerable, outcomesOf, placeOf, refusedShare, SEARCHES, type Outcome } from './measure.ts';
import { miniSearch, tunings } from './baselines.ts';
import type { Dataset } from './dataset.ts';
import { indexDatasets } from './index-datasets.ts';

// Prints how well the right documents are found, beside FTS5 as it comes and a tuned MiniSearch; docs/search.md says what is
// measured. With --tune it says instead which settings of MiniSearch do best on the development questions.

await using indexed = await indexDatasets();
if (process.argv.includes('--tune')) tuneMiniSearch(indexed.datasets);
else {
  const outcomes = await outcomesOf(indexed);
  for (const split of ['test', 'dev'] as const) {
    report(
      split,
      outcomes.filter(({ question }) => question.split === split),
    );
  }
}

function report(split: string, outcomes: readonly Outcome[]): void {
  print(`\n${split === 'test' ? 'Test' : 'Development'} questions: ${outcomes.length}`);
  print(`${''.padEnd(22)}${'n'.padStart(4)}   ${SEARCHES.map((name) => `${name} recall@5, MRR`.padEnd(26)).join('')}`);
  row('all', outcomes);
  for (const [language, of] of groups(outcomes, ({ language }) => language)) row(language, of);
  for (const [kind, of] of groups(outcomes, ({ question }) => question.kind)) {
    if (kind !== 'unanswerable') row(kind, of);
  }
  row(
    'few shared words',
    outcomes.filter(({ sharesFew }) => sharesFew),
  );

  const [answerable, unanswerable] = [true, false].map((is) =>
    outcomes.filter(({ question }) => isAnswerable(question) === is),
  );
  print(`refused wrongly: ${share(answerable ?? [])}`);
  print(`unanswerable recognised: ${share(unanswerable ?? [])}`);
  for (const [kind, of] of groups(unanswerable ?? [], ({ question }) => question.unanswerable ?? '')) {
    print(`  ${kind}: ${share(of)}`);
  }
  const correct = outcomes.filter(({ question, isRefused }) => isAnswerable(question) !== isRefused);
  print(`"none" is right, either way: ${(correct.length / outcomes.length).toFixed(3)}`);
}

function row(name: string, outcomes: readonly Outcome[]): void {
  const { questions } = figuresOf(outcomes, 'ours');
  const cells = SEARCHES.map((search) => {
    const { recall, mrr } = figuresOf(outcomes, search);
    return `${recall.toFixed(3)}  ${mrr.toFixed(3)}`.padEnd(26);
  });
  print(`${name.padEnd(22)}${String(questions).padStart(4)}   ${cells.join('')}`);
}

function share(outcomes: readonly Outcome[]): string {
  return `${refusedShare(outcomes).toFixed(3)} of ${outcomes.length}`;
}

function groups(
  outcomes: readonly Outcome[],
  key: (outcome: Outcome) => string,
): readonly (readonly [string, readonly Outcome[]])[] {
  return [...Map.groupBy(outcomes, key)];
}

function tuneMiniSearch(datasets: readonly Dataset[]): void {
  const results = [...tunings()].map((tuning) => {
    const places = datasets.flatMap((dataset) => {
      const search = miniSearch(dataset, tuning);
      const dev = dataset.questions.filter((question) => question.split === 'dev' && isAnswerable(question));
      return dev.map((question) => placeOf(question, search(question.question)));
    });
    const recall = places.filter((place) => place > 0 && place <= 5).length / places.length;
    const mrr = places.reduce((sum, place) => sum + (place > 0 ? 1 / place : 0), 0) / places.length;
    return { tuning, recall, mrr };
  });
  for (const { tuning, recall, mrr } of results.toSorted((a, b) => b.recall - a.recall || b.mrr - a.mrr).slice(0, 5)) {
    print(`${recall.toFixed(3)} ${mrr.toFixed(3)} ${JSON.stringify(tuning)}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
