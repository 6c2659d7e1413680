import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Chatbot } from '../../config/chatbot-config.ts';
import type { Config } from '../../config/config-file.ts';
import type { DocumentIndex } from '../document-index.ts';
import { DocumentReader } from './document-reader.ts';
import { IngestReport, type ReportStream } from './ingest-report.ts';
import { isSite, nameOfSource, sourceAt, type Source } from './source.ts';
import { updateSource } from './update-source.ts';

export const USAGE = 'npm run ingest -- [folder or address] [--chatbot id]';

/** What the owner asked for can't be done; the message says what, in one sentence. */
export class IngestFault extends Error {
  override readonly name = 'IngestFault';
}

export interface IngestOrder {
  readonly chatbotId: string;
  readonly sources: readonly Source[];
}

/**
 * Without a folder or address, what the configuration names for the chatbot is meant.
 * @param args - what follows the command.
 * @param folder - what a relative path is relative to.
 * @throws {IngestFault}
 */
export function parseOrder(args: readonly string[], config: Config, folder: string): IngestOrder {
  const { place, chatbotId } = readArguments(args);
  const chatbot = chooseChatbot(config, chatbotId);
  if (place !== undefined && /^[a-z][a-z\d+.-]+:\/\//i.test(place) && !isSite(place)) {
    throw new IngestFault(`${place} is no address that can be read: it must begin with http:// or https://`);
  }
  const places = place === undefined ? chatbot.documents : [isSite(place) ? place : resolve(folder, place)];
  return { chatbotId: chatbot.id, sources: places.map((place) => sourceAt(place, chatbot.siteUrl)) };
}

/** @throws {IngestFault} if a source can't be read, or `signal` aborts; what is indexed of that source is then as it was. */
export async function ingest(
  { chatbotId, sources }: IngestOrder,
  index: DocumentIndex,
  out: ReportStream,
  signal: AbortSignal,
): Promise<void> {
  await using reader = new DocumentReader();
  for (const source of sources) {
    const report = new IngestReport(out);
    const { entry: onEntry, expected: onExpected } = report;
    out.write(`${nameOfSource(source)}\n`);
    try {
      report.summary(await updateSource({ chatbotId, source, index, reader, signal, onEntry, onExpected }));
    } catch (cause) {
      report.end();
      const reason = signal.aborted ? 'Stopped' : cause instanceof Error ? cause.message : String(cause);
      throw new IngestFault(`${reason}. What is indexed of this source is as it was.`, { cause });
    }
  }
}

function readArguments(args: readonly string[]): { place: string | undefined; chatbotId: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { chatbot: { type: 'string' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new IngestFault(`One folder or address at a time: ${USAGE}`);
    return { place: positionals[0], chatbotId: values.chatbot };
  } catch (cause) {
    if (cause instanceof IngestFault) throw cause;
    throw new IngestFault(`${cause instanceof Error ? cause.message : String(cause)}: ${USAGE}`, { cause });
  }
}

function chooseChatbot({ chatbots }: Config, id: string | undefined): Chatbot {
  const ids = [...chatbots.keys()].join(', ');
  if (id === undefined && chatbots.size > 1) throw new IngestFault(`Which chatbot? --chatbot names one of ${ids}`);
  const chatbot = id === undefined ? chatbots.values().next().value : chatbots.get(id);
  if (chatbot === undefined) throw new IngestFault(`There is no chatbot ${id}: --chatbot names one of ${ids}`);
  return chatbot;
}
