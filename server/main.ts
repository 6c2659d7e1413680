import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino, type Logger } from 'pino';
import { createApp } from './app.ts';
import { Chat } from './chat/chat.ts';
import { SessionTokens } from './chat/session-tokens.ts';
import { chooseModel, type ModelChoice } from './choose-model.ts';
import { ConfigError } from './config/config-error.ts';
import { openDataFolder } from './config/data-folder.ts';
import type { Chatbot } from './config/chatbot-config.ts';
import { readConfigFile, type Config } from './config/config-file.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { SqliteConversations } from './conversations/sqlite.ts';
import { Admission } from './http/admission.ts';
import { FullTextSearch } from './knowledge/full-text-search.ts';
import { readFolder } from './knowledge/read-folder.ts';
import { MemoryLiveStreams } from './live-streams/memory.ts';
import { TEXTS_BY_LANGUAGE } from './texts/texts-by-language.ts';

const DEFAULT_CONFIG = fileURLToPath(new URL('../demo/smail.config.json', import.meta.url));
const WIDGET_SCRIPT = new URL('../dist/smail-chat.js', import.meta.url);

/** Against clients that are slow on purpose: how long a request's head and the whole request may take, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How long readers may take for the last events at the end, in milliseconds. */
const LAST_WORDS_MS = 15_000;
/** Longer than a proxy keeps its connections (nginx: 60 s), so that it never sends on one that is being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

try {
  await start(readEnvironment(process.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function start(env: Environment): Promise<void> {
  const log = pino({ level: env.logLevel }, pino.destination(2));
  const config = await readConfigFile(env.configFile ?? DEFAULT_CONFIG);
  if (config.site !== undefined) await requireFolder(config.site);
  const [knowledge, choice, widgetScript] = await Promise.all([
    readDocuments(config.chatbots.values(), log),
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
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    app,
  );
  await listen(server, env);
  // Only who has the port is the server: a second one that was started by mistake has ended by now, and touched nothing.
  const interrupted = await conversations.recover();
  if (interrupted > 0) log.warn({ answers: interrupted }, 'the last run ended while answers were being written');
  process.stdout.write(startText(server, config, choice));

  // The server goes on listening while answers end, so that their readers can come back for them. A second signal, of either
  // kind, ends the process at once.
  const stop = async (): Promise<void> => {
    ready = false;
    await chat.close(env.drainMs);
    const closed = once(server, 'close');
    server.close();
    setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
    await closed;
    admission[Symbol.dispose]();
    conversations[Symbol.dispose]();
  };
  const onSignal = (): void => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    stop().catch((error: unknown) => {
      log.fatal({ err: error }, 'the server did not end as it should');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
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

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new ConfigError('The site can not be served', [`${folder} is not a folder`]);
}

async function readWidgetScript(): Promise<Buffer> {
  try {
    return await readFile(WIDGET_SCRIPT);
  } catch (cause) {
    throw new ConfigError('The widget is not built', ['run: npm run build'], { cause });
  }
}

async function listen(server: Server, { host, port }: Environment): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The server can not listen on port ${port}`, [reason, 'PORT=8002 npm start takes another'], {
      cause,
    });
  }
}

function startText(server: Server, config: Config, { model, reason }: ModelChoice): string {
  const { address, port } = server.address() as AddressInfo;
  const isHere = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address);
  const here = `http://${isHere ? 'localhost' : isIPv6(address) ? `[${address}]` : address}:${port}`;
  const origin = config.url ?? here;
  const tags = [...config.chatbots.keys()].map(
    (id) => `  <script src="${origin}/smail-chat.js" data-chatbot-id="${id}" async></script>`,
  );
  return [
    `smail-chat is running at ${here}`,
    ...(config.site === undefined ? [] : [`\nThe site with the chat:  ${origin}/`]),
    `\nPaste this into your pages:`,
    ...tags,
    `\nModel: ${model.name}`,
    `  ${reason}`,
    `\nCtrl-C stops it.\n\n`,
  ].join('\n');
}
