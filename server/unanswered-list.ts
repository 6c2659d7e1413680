import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from './config/config-error.ts';
import { readConfigFile } from './config/config-file.ts';
import { readEnvironment } from './config/environment.ts';
import { mask } from './guards/mask.ts';
import { DEFAULT_CONFIG } from './start/places.ts';
import { SqliteUnanswered } from './unanswered/sqlite.ts';
import { unansweredText } from './unanswered/unanswered-text.ts';
import { UNANSWERED_MAX, type UnansweredQuestion } from './unanswered/unanswered.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
try {
  const questions = await readQuestions();
  process.stdout.write(
    values.json ? `${JSON.stringify(Object.fromEntries(questions), undefined, 2)}\n` : unansweredText(questions),
  );
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** @returns the questions by chatbot. */
async function readQuestions(): Promise<ReadonlyMap<string, readonly UnansweredQuestion[]>> {
  const env = readEnvironment(process.env);
  const { chatbots } = await readConfigFile(env.configFile ?? DEFAULT_CONFIG);
  const file = join(env.dataFolder, 'unanswered.sqlite');
  const questions = new Map<string, readonly UnansweredQuestion[]>();
  // Asking makes no file: where there is none, nothing was kept yet.
  if (!existsSync(file)) return questions;
  using unanswered = new SqliteUnanswered(file, { mask });
  for (const id of chatbots.keys()) questions.set(id, await unanswered.list(id, UNANSWERED_MAX));
  return questions;
}
