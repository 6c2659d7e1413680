import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Chatbot } from '../../config/chatbot-config.ts';
import type { Config } from '../../config/config-file.ts';
import type { DocumentIndex } from '../document-index.ts';
import { nameByHand, placesByHand } from './by-hand.ts';
import { DocumentReader } from './document-reader.ts';
import { IngestReport, type ReportStream } from './ingest-report.ts';
import { isSite, nameOfSource, sourceAt, type Source } from './source.ts';
import { updateSource } from './update-source.ts';

const USAGE = 'npm run ingest -- [folder or address] [--chatbot id] [--remove]';

/** What the owner asked for can't be done; the message says what, in one sentence. */
export class IngestFault extends Error {
  override readonly name = 'IngestFault';
}

export type IngestOrder =
  | {
      readonly type: 'read';
      readonly chatbotId: string;
      readonly sources: readonly Source[];
      /** The configuration does not list them: what is read stays until the owner removes it. */
      readonly isByHand: boolean;
    }
  /** What was read by hand from a source is to be removed. */
  | { readonly type: 'remove'; readonly chatbotId: string; readonly source: Source };

/**
 * Without a folder or address, what the configuration names for the chatbot is meant.
 * @param args - what follows the command.
 * @param folder - what a relative path is relative to.
 * @throws {IngestFault}
 */
export function parseOrder(args: readonly string[], config: Config, folder: string): IngestOrder {
  const { place, chatbotId, remove } = readArguments(args);
  const chatbot = chooseChatbot(config, chatbotId);
  if (place !== undefined && /^[a-z][a-z\d+.-]+:\/\//i.test(place) && !isSite(place)) {
    throw new IngestFault(`${place} is no address that can be read: it must begin with http:// or https://`);
  }
  const listed = chatbot.documents.map((place) => sourceAt(place, chatbot.siteUrl));
  if (place === undefined) {
    if (remove) throw new IngestFault(`Remove what? ${USAGE}`);
    return { type: 'read', chatbotId: chatbot.id, sources: listed, isByHand: false };
  }
  const source = sourceAt(isSite(place) ? place : resolve(folder, place), chatbot.siteUrl);
  const name = nameOfSource(source);
  const isByHand = listed.every((other) => nameOfSource(other) !== name);
  if (!remove) return { type: 'read', chatbotId: chatbot.id, sources: [source], isByHand };
  if (!isByHand) {
    throw new IngestFault(`${name} is listed in the configuration: it is removed when it is taken out there`);
  }
  return { type: 'remove', chatbotId: chatbot.id, source };
}

/**
 * @throws {IngestFault} if a source can't be read, or `signal` aborts: what is indexed of that source is then as it was; if there is
 * nothing to remove.
 */
export async function ingest(
  order: IngestOrder,
  index: DocumentIndex,
  out: ReportStream,
  signal: AbortSignal,
): Promise<void> {
  switch (order.type) {
    case 'read':
      return readSources(order, index, out, signal);
    case 'remove':
      return removeSource(order, index, out, signal);
    default:
      return order satisfies never;
  }
}

async function readSources(
  { chatbotId, sources, isByHand }: IngestOrder & { type: 'read' },
  index: DocumentIndex,
  out: ReportStream,
  signal: AbortSignal,
): Promise<void> {
  await using reader = new DocumentReader();
  for (const source of sources) {
    const report = new IngestReport(out);
    const { entry: onEntry, expected: onExpected } = report;
    out.write(`${nameOfSource(source)}\n`);
    const name = isByHand ? nameByHand(source) : nameOfSource(source);
    try {
      report.summary(await updateSource({ chatbotId, source, name, index, reader, signal, onEntry, onExpected }));
    } catch (cause) {
      report.end();
      throw faultOf(cause, signal);
    }
  }
}

async function removeSource(
  { chatbotId, source }: IngestOrder & { type: 'remove' },
  index: DocumentIndex,
  out: ReportStream,
  signal: AbortSignal,
): Promise<void> {
  const place = nameOfSource(source);
  const known = await placesByHand(index, chatbotId);
  if (!known.includes(place)) {
    const others = known.length === 0 ? 'nothing was' : `what was is ${known.join(', ')}`;
    throw new IngestFault(`${place} was not read by hand for chatbot ${chatbotId}: ${others}`);
  }
  // A reading that found nothing is what removes everything.
  const { removed } = await index
    .replace(chatbotId, nameByHand(source), Readable.from([]), signal)
    .catch((cause: unknown) => {
      throw faultOf(cause, signal);
    });
  out.write(`${place}\n${'Removed'.padEnd(15)} ${removed}\n`);
}

function faultOf(cause: unknown, signal: AbortSignal): IngestFault {
  const reason = signal.aborted ? 'Stopped' : cause instanceof Error ? cause.message : String(cause);
  return new IngestFault(`${reason}. What is indexed of this source is as it was.`, { cause });
}

interface Arguments {
  readonly place: string | undefined;
  readonly chatbotId: string | undefined;
  readonly remove: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { chatbot: { type: 'string' }, remove: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new IngestFault(`One folder or address at a time: ${USAGE}`);
    return { place: positionals[0], chatbotId: values.chatbot, remove: values.remove };
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
