import { parentPort, workerData } from 'node:worker_threads';
import { analyse, type AnalysedEntry } from './analysis.ts';
import { languagesOf, retainSources, SourceWriter, storeVectors } from './index-writer.ts';
import { inTransaction, openIndex } from './schema.ts';
import { Spool } from './spool.ts';
import type { WriterReply, WriterRequest } from './writer-requests.ts';

// The thread that writes: splitting, analysing and writing take long, and answers must not wait for them. A reading may take
// hours where it is a site's, so what it brings is put aside, and the index is locked for the writing alone.

interface Run {
  readonly chatbotId: string;
  readonly source: string;
  readonly spool: Spool<AnalysedEntry>;
  /** Those of the chatbot's documents, or of the first ones of the run. */
  likely: readonly string[];
}

/** In KiB; SQLite counts it below zero. */
const CACHE_KIB = 32_768;

const { file } = workerData as { readonly file: string };
const database = openIndex(file);
// The journal is folded into the file here, after each writing, and never by a connection that answers.
database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = 0;`);
const runs = new Map<number, Run>();

parentPort?.on('message', (request: WriterRequest) => {
  let reply: WriterReply;
  try {
    reply = { type: 'done', value: serve(request) };
  } catch (error) {
    reply = { type: 'failed', error };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this port is a thread's, not a window's.
  parentPort?.postMessage(reply);
});

function serve(request: WriterRequest): unknown {
  switch (request.type) {
    case 'begin': {
      const { run, chatbotId, source } = request;
      runs.set(run, { chatbotId, source, spool: new Spool(file), likely: languagesOf(database, chatbotId) });
      return undefined;
    }
    case 'take': {
      const run = runOf(request.run);
      for (const entry of request.entries) {
        const analysed = analyse(entry, run.source, run.likely);
        if (run.likely.length === 0 && analysed.type === 'document') run.likely = languageOf(analysed);
        run.spool.add(analysed);
      }
      return undefined;
    }
    case 'finish': {
      const { chatbotId, source, spool } = runOf(request.run);
      return write(() => {
        const writer = new SourceWriter(database, chatbotId, source);
        for (const entry of spool) writer.take(entry);
        return writer.finish();
      });
    }
    case 'abandon':
      runs.get(request.run)?.spool[Symbol.dispose]();
      runs.delete(request.run);
      return undefined;
    case 'retain':
      return write(() => retainSources(database, request.chatbotId, request.sources));
    case 'vectors':
      return write(() => storeVectors(database, request.chatbotId, request.model, request.vectors));
    default:
      return request satisfies never;
  }
}

/** Nothing where the document does not tell. */
function languageOf({ document }: Extract<AnalysedEntry, { type: 'document' }>): readonly string[] {
  return document.language === 'other' ? [] : [document.language];
}

function runOf(run: number): Run {
  const found = runs.get(run);
  if (found === undefined) throw new Error(`there is no run ${run}`);
  return found;
}

function write<T>(work: () => T): T {
  const result = inTransaction(database, 'IMMEDIATE', work);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return result;
}
