import { signalsOf, type Telling } from '../../../server/knowledge/grounding.ts';
import { indexDatasets } from './index-datasets.ts';

// Fits the logistic model of server/knowledge/grounding.ts on the development questions, and prints it. Gradient descent with a
// penalty on large weights; answerable and unanswerable questions count alike. How it does on questions that it has not seen is
// estimated by leaving out a fifth at a time, in several ways of dividing; the threshold for `none` is the one that keeps to
// the limit of false refusals there.

const STEPS = 4_000;
const RATE = 0.5;
const PENALTY = 0.03;
const FOLDS = 5;
const DIVISIONS = 5;
/** The shares of answerable questions that may be refused, for the curve; the goal is 0.05. */
const FALSE_REFUSALS = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3];
const GOAL = 0.05;

interface Example {
  readonly values: readonly number[];
  readonly isAnswerable: boolean;
}

await using indexed = await indexDatasets();
const names: (keyof Telling)[] = [];
const examples: Example[] = [];
for (const { language, questions } of indexed.datasets) {
  for (const { question, documents, split } of questions) {
    if (split !== 'dev') continue;
    const { concepts, ranked } = indexed.find(language, question);
    const { telling } = signalsOf(concepts, ranked);
    if (names.length === 0) names.push(...(Object.keys(telling) as (keyof Telling)[]));
    examples.push({ values: names.map((name) => telling[name]), isAnswerable: documents.length > 0 });
  }
}

const weights = fit(examples);
const left = Array.from({ length: DIVISIONS }, (_, division) =>
  Array.from({ length: FOLDS }, (_, fold) => {
    // Neighbours are of one language and kind: each division puts others together.
    const isLeft = (index: number): boolean =>
      Math.floor((index * (2 * division + 1)) / (division + 1)) % FOLDS === fold;
    const model = fit(examples.filter((_, index) => !isLeft(index)));
    return examples
      .filter((_, index) => isLeft(index))
      .map((example) => ({ example, sure: predict(model, example.values) }));
  }).flat(),
).flat();
const seen = examples.map((example) => ({ example, sure: predict(weights, example.values) }));
print(`${examples.length} development questions`);
print(
  `AUC of each signal: ${names.map((name, at) => `${name} ${auc(examples.map((example) => ({ example, sure: example.values[at] ?? 0 }))).toFixed(3)}`).join(', ')}`,
);
print(`AUC of the model: ${auc(seen).toFixed(3)}; on questions left out ${auc(left).toFixed(3)}`);
print('questions left out: refused wrongly, threshold, recognised');
for (const limit of FALSE_REFUSALS) {
  const threshold = quantile(
    left.filter(({ example }) => example.isAnswerable).map(({ sure }) => sure),
    limit,
  );
  const goal = limit === GOAL ? '  <- PARTIAL' : '';
  print(
    `${refused(true, threshold).toFixed(3)}  ${threshold.toFixed(3)}  ${refused(false, threshold).toFixed(3)}${goal}`,
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

/** The share of the questions of a kind, left out, that a threshold refuses. */
function refused(isAnswerable: boolean, threshold: number): number {
  const of = left.filter(({ example }) => example.isAnswerable === isAnswerable);
  return of.filter(({ sure }) => sure < threshold).length / of.length;
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
