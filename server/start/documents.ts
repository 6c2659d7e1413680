import type { Logger } from 'pino';
import type { Chatbot } from '../config/chatbot-config.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/config-file.ts';
import type { DocumentIndex } from '../knowledge/document-index.ts';
import { retainPlaces } from '../knowledge/reading/by-hand.ts';
import type { DocumentReader } from '../knowledge/reading/document-reader.ts';
import { keepUpToDate } from '../knowledge/reading/keep-up-to-date.ts';
import { nameOfSource, sourceAt, type Source } from '../knowledge/reading/source.ts';
import { updateSource } from '../knowledge/reading/update-source.ts';
import { DocumentKeeper } from './document-keeper.ts';

export interface DocumentParts {
  readonly index: DocumentIndex;
  readonly reader: DocumentReader;
  readonly log: Logger;
}

/**
 * Reads the folders of all chatbots, so that the first question finds them; what has not changed since the last start costs little. Sites take
 * their time, and are read later.
 * @throws {ConfigError} if one can't be read.
 */
export async function readFolders(config: Config, { index, reader, log }: DocumentParts): Promise<void> {
  const { signal } = new AbortController();
  for (const chatbot of config.chatbots.values()) {
    for (const source of sourcesOf(chatbot)) {
      if (source.type === 'site') continue;
      const named = { chatbot_id: chatbot.id, source: nameOfSource(source) };
      const summary = await updateSource({ index, reader, signal, chatbotId: chatbot.id, source }).catch(
        (cause: unknown) => {
          throw new ConfigError(`The documents of chatbot ${chatbot.id} can not be read`, [String(cause)], { cause });
        },
      );
      const { skipped, skippedCount, ...counts } = summary;
      const isEmpty = counts.documents + counts.unchanged === 0;
      log[isEmpty ? 'warn' : 'info']({ ...named, ...counts, skipped: skippedCount }, 'documents read');
      for (const entry of skipped) log.warn({ ...named, ...entry }, 'document skipped');
    }
  }
}

/** Keeps the index as the folders and the sites are, and as the configuration is. */
export function keepDocuments(config: Config, { index, reader, log }: DocumentParts): DocumentKeeper {
  const keeper = new DocumentKeeper({
    log,
    retain: (id, places) => retainPlaces(index, id, places),
    keep: (chatbot, signal) => {
      const sources = sourcesOf(chatbot).map((source) => ({ chatbotId: chatbot.id, source }));
      return keepUpToDate(sources, { index, reader, log, signal });
    },
  });
  keeper.follow({ changed: [...config.chatbots.values()], gone: [] });
  return keeper;
}

function sourcesOf({ documents, siteUrl }: Chatbot): Source[] {
  return documents.map((place) => sourceAt(place, siteUrl));
}
