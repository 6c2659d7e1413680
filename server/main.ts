import { pino, type Logger } from 'pino';
import { createApp } from './app.ts';
import { Chat } from './chat/chat.ts';
import { SessionTokens } from './chat/session-tokens.ts';
import { chooseModel } from './choose-model.ts';
import type { Chatbot } from './config/chatbot-config.ts';
import { documentChange, type ConfigChange } from './config/config-change.ts';
import { ConfigError } from './config/config-error.ts';
import { ConfigWatch } from './config/config-watch.ts';
import { openDataFolder } from './config/data-folder.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { SqliteConversations } from './conversations/sqlite.ts';
import { Admission } from './http/admission.ts';
import { createHttpServer } from './http/http-server.ts';
import { FullTextSearch } from './knowledge/full-text-search.ts';
import { readFolder } from './knowledge/read-folder.ts';
import { MemoryLiveStreams } from './live-streams/memory.ts';
import { openConfiguration } from './start/configuration.ts';
import { CurrentKnowledge } from './start/current-knowledge.ts';
import { closeGently, listen } from './start/listening.ts';
import { DEFAULT_CONFIG } from './start/places.ts';
import { obeySignals } from './start/signals.ts';
import { startText } from './start/start-text.ts';
import { readWidgetScript } from './start/widget-script.ts';
import { TEXTS_BY_LANGUAGE } from './texts/texts-by-language.ts';

try {
  await start(readEnvironment(process.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function start(env: Environment): Promise<void> {
  const log = pino({ level: env.logLevel }, pino.destination(2));

  const configFile = env.configFile ?? DEFAULT_CONFIG;
  const config = await openConfiguration(configFile);

  const [knowledge, choice, widgetScript] = await Promise.all([
    CurrentKnowledge.open(() => readDocuments(config.chatbots.values(), log)),
    chooseModel(env.model),
    readWidgetScript(),
  ]);
  const { conversations, secret } = await openData(env.dataFolder);

  const chat = new Chat({
    conversations,
    knowledge,
    model: choice.model,
    streams: new MemoryLiveStreams(),
    sessions: new SessionTokens(env.secret ?? secret),
    log,
    orphanGraceMs: env.orphanGraceMs,
    maxRunning: env.maxAnswers,
  });
  let ready = true;
  const admission = new Admission();
  const app = createApp({ chat, config, admission, widgetScript, texts: TEXTS_BY_LANGUAGE, log, isReady: () => ready });

  const server = createHttpServer(app, {
    onDrop: (connections) => log.warn({ connections }, 'too many connections are open: new ones were closed'),
  });
  await listen(server, env);
  // Only who has the port is the server: a second one that was started by mistake has ended by now, and touched nothing.
  const interrupted = await conversations.recover();
  if (interrupted > 0) log.warn({ answers: interrupted }, 'the last run ended while answers were being written');
  const watch = new ConfigWatch(configFile, config, {
    log,
    onChange: (change) => followDocuments(change, knowledge, log),
  });
  process.stdout.write(startText(server, config, choice));

  const stop = async (): Promise<void> => {
    watch[Symbol.dispose]();
    // The server goes on listening while answers end, so that their readers can come back for them.
    ready = false;
    await chat.close(env.drainMs);
    await closeGently(server);
    admission[Symbol.dispose]();
    conversations[Symbol.dispose]();
  };
  obeySignals({ stop, reload: () => watch.reload(), log });
}

async function openData(folder: string): Promise<{ conversations: SqliteConversations; secret: string }> {
  try {
    const { conversations, secret } = await openDataFolder(folder);
    return { conversations: new SqliteConversations(conversations), secret };
  } catch (cause) {
    throw new ConfigError(`The data folder ${folder} can not be used (SMAIL_DATA names another)`, [String(cause)], {
      cause,
    });
  }
}

async function readDocuments(chatbots: Iterable<Chatbot>, log: Logger): Promise<FullTextSearch> {
  const search = new FullTextSearch();
  for (const { id, documents: folders, siteUrl } of chatbots) {
    for (const folder of folders) {
      const { documents, passages, skipped } = await readFolder(folder, siteUrl).catch((cause: unknown) => {
        throw new ConfigError(`The documents of chatbot ${id} can not be read`, [String(cause)], { cause });
      });
      search.add(id, passages);
      const level = documents === 0 ? 'warn' : 'info';
      log[level]({ chatbot_id: id, folder, documents, passages: passages.length }, 'documents read');
      for (const entry of skipped) log.warn({ chatbot_id: id, ...entry }, 'document skipped');
    }
  }
  return search;
}

function followDocuments(change: ConfigChange, knowledge: CurrentKnowledge, log: Logger): void {
  const { changed, gone } = documentChange(change);
  if (changed.length === 0 && gone.length === 0) return;
  knowledge.refresh().catch((err: unknown) => log.error({ err }, 'the documents can not be read: the old ones stay'));
}
