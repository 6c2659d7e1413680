import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ID_MAX_LENGTH, ID_PATTERN } from '../../protocol/limits.ts';
import { ConfigError } from '../config/config-error.ts';
import type { AnalysedAnswer, AnswerAnalysis, Finding } from './answer-analysis.ts';

/** What a finding may hold: it is stored with every answer and sent with it. */
const MAX_ENTRIES = 32;
const MAX_TEXT = 500;

const name = z.string().max(ID_MAX_LENGTH).regex(ID_PATTERN);

const finding: z.ZodType<Finding> = z
  .record(name, z.union([z.number(), z.string().max(MAX_TEXT), z.boolean()]))
  .refine((entries) => Object.keys(entries).length <= MAX_ENTRIES, `must have at most ${MAX_ENTRIES} entries`);

type Analyse = (answer: AnalysedAnswer, signal: AbortSignal) => unknown;

/**
 * Loads a module of the owner's, which is code that runs as the server does. Its default export is a function that takes an answer and a
 * signal and returns the finding, or an object with a function `analyse` and, if it likes, a `name`; otherwise its file's name is taken.
 * What it returns is looked at each time.
 * @param path - absolute.
 * @param taken - names that it may not have.
 * @throws {ConfigError} if it can't be loaded, or exports something else.
 */
export async function loadOwnerModule(path: string, taken: readonly string[]): Promise<AnswerAnalysis> {
  const fault = (reason: string, cause?: unknown): ConfigError =>
    new ConfigError('The analysis module can not be used', [`${path}: ${reason}`], { cause });
  let exported: unknown;
  try {
    ({ default: exported } = (await import(pathToFileURL(path).href)) as { readonly default?: unknown });
  } catch (cause) {
    throw fault(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const analyse = analyseOf(exported);
  if (analyse === undefined) throw fault('its default export must be a function, or an object with a function analyse');
  const called: unknown = Object(exported).name;
  const given = name.safeParse(
    typeof exported === 'object' && called !== undefined ? called : basename(path, extname(path)),
  );
  if (!given.success) throw fault(`its name may hold letters, digits, - and _, at most ${ID_MAX_LENGTH}`);
  if (taken.includes(given.data)) throw fault(`the name ${given.data} is taken`);
  return {
    name: given.data,
    analyse: async (answer, signal) => finding.parse(await analyse(answer, signal)),
  };
}

function analyseOf(exported: unknown): Analyse | undefined {
  if (typeof exported === 'function') return exported as Analyse;
  if (typeof exported !== 'object' || exported === null) return undefined;
  const analyse: unknown = Reflect.get(exported, 'analyse');
  // Called on its object, so that it may use `this`.
  return typeof analyse === 'function' ? (...of) => Reflect.apply(analyse, exported, of) as unknown : undefined;
}
