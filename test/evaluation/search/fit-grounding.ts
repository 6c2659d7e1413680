import { signalsOf, type Signals } from '../../../server/knowledge/grounding.ts';
import { indexDatasets } from './index-datasets.ts';

// Fits the logistic model of server/knowledge/grounding.ts on the development questions, and prints it. Gradient descent with a
// penalty on large weights; answerable and unanswerable questions count alike. How it does on questions that it has not seen is
// estimated by leaving out every fifth.

const STEPS = 4_000;
const RATE = 0.5;
const PENALTY = 0.003;
const FOLDS = 5;
/** The share of answerable questions that may be refused. */
const FALSE_REFUSALS = 0.05;

interface Example {
  readonly values: readonly number[];
  readonly isAnswerable: boolean;
}

await using indexed = await indexDatasets();
const names: (keyof Signals)[] = [];
const examples: Example[] = [];
for (const { language, questions } of indexed.datasets) {
  for (const { question, documents, split } of questions) {
    if (split !== 'dev') continue;
    const { concepts, ranked } = indexed.find(language, question);
    const signals = signalsOf(concepts, ranked);
    if (names.length === 0) names.push(...(Object.keys(signals) as (keyof Signals)[]));
    examples.push({ values: names.map((name) => signals[name]), isAnswerable: documents.length > 0 });
  }
}

const weights = fit(examples);
const left = Array.from({ length: FOLDS }, (_, fold) => {
  const model = fit(examples.filter((_, index) => index % FOLDS !== fold));
  return examples
    .filter((_, index) => index % FOLDS === fold)
    .map((example) => ({ example, sure: predict(model, example.values) }));
}).flat();
const seen = examples.map((example) => ({ example, sure: predict(weights, example.values) }));
print(`${examples.length} development questions`);
print(
  `AUC of each signal: ${names.map((name, at) => `${name} ${auc(examples.map((example) => ({ example, sure: example.values[at] ?? 0 }))).toFixed(3)}`).join(', ')}`,
);
print(`AUC of the model: ${auc(seen).toFixed(3)}; on questions left out ${auc(left).toFixed(3)}`);
for (const [name, scored] of [
  ['all', seen],
  ['left out', left],
] as const) {
  const threshold = quantile(
    scored.filter(({ example }) => example.isAnswerable).map(({ sure }) => sure),
    FALSE_REFUSALS,
  );
  const unanswerable = scored.filter(({ example }) => !example.isAnswerable);
  const recognised = unanswerable.filter(({ sure }) => sure < threshold).length / unanswerable.length;
  print(
    `${name}: at the threshold ${threshold.toFixed(3)} (${FALSE_REFUSALS} refused wrongly) ${recognised.toFixed(3)} are recognised`,
  );
}
print(`bias: ${(weights[0] ?? 0).toFixed(2)}`);
for (const [at, name] of names.entries()) print(`${name}: ${(weights[at + 1] ?? 0).toFixed(2)}`);

function fit(examples: readonly Example[]): readonly number[] {
  const share = examples.filter(({ isAnswerable }) => isAnswerable).length / examples.length;
  const weights = Array.from({ length: names.length + 1 }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight, at) => (at === 0 ? 0 : PENALTY * weight));
    for (const { values, isAnswerable } of examples) {
      const weight = 0.5 / (isAnswerable ? share : 1 - share) / examples.length;
      const error = weight * (predict(weights, values) - (isAnswerable ? 1 : 0));
      gradient[0] = (gradient[0] ?? 0) + error;
      for (const [at, value] of values.entries()) gradient[at + 1] = (gradient[at + 1] ?? 0) + error * value;
    }
    for (const [at, slope] of gradient.entries()) weights[at] = (weights[at] ?? 0) - RATE * slope * 4;
  }
  return weights;
}

function predict(weights: readonly number[], values: readonly number[]): number {
  let sum = weights[0] ?? 0;
  for (const [at, value] of values.entries()) sum += value * (weights[at + 1] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** How often an answerable question scores above an unanswerable one. */
function auc(scored: readonly { readonly example: Example; readonly sure: number }[]): number {
  const yes = scored.filter(({ example }) => example.isAnswerable);
  const no = scored.filter(({ example }) => !example.isAnswerable);
  let won = 0;
  for (const a of yes) for (const b of no) won += a.sure > b.sure ? 1 : a.sure === b.sure ? 0.5 : 0;
  return won / (yes.length * no.length);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
