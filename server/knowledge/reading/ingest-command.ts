import { mkdir } from 'node:fs/promises';
import { ConfigError } from '../../config/config-error.ts';
import { readConfigFile } from '../../config/config-file.ts';
import { readEnvironment } from '../../config/environment.ts';
import type { DocumentIndex } from '../document-index.ts';
import { ingest, IngestFault, parseOrder } from './ingest.ts';
import type { ReportStream } from './ingest-report.ts';

export interface IngestCommand {
  /** What follows the command. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a relative path is relative to. */
  readonly folder: string;
  /** The configuration that is read where `SMAIL_CONFIG` names none. */
  readonly defaultConfig: string;
  readonly out: ReportStream;
  readonly err: ReportStream;
  readonly signal: AbortSignal;
  /** @param dataFolder - is there. */
  readonly openIndex: (dataFolder: string) => Promise<DocumentIndex & (Disposable | AsyncDisposable)>;
}

/**
 * `npm run ingest`: reads documents into the index, and says how it goes.
 * @returns the exit code: 0, or 1 for a fault, which is told in a sentence.
 */
export async function runIngest({
  args,
  env,
  folder,
  defaultConfig,
  out,
  err,
  signal,
  openIndex,
}: IngestCommand): Promise<0 | 1> {
  try {
    const { configFile, dataFolder } = readEnvironment(env);
    const order = parseOrder(args, await readConfigFile(configFile ?? defaultConfig), folder);
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    await using index = await openIndex(dataFolder).catch((cause: unknown) => {
      throw new ConfigError(`The index in ${dataFolder} can not be opened`, [String(cause)], { cause });
    });
    await ingest(order, index, out, signal);
    return 0;
  } catch (error) {
    if (!(error instanceof IngestFault || error instanceof ConfigError)) throw error;
    err.write(`${error.message}\n`);
    return 1;
  }
}
