import type { Logger } from 'pino';
import { Analyses } from './analysis/analyses.ts';
import { grounding } from './analysis/grounding.ts';
import { createReadability } from './analysis/readability.ts';
import { createApp } from './app.ts';
import { AnswerCache } from './chat/answer-cache.ts';
import { Chat } from './chat/chat.ts';
import { SessionTokens } from './chat/session-tokens.ts';
import { chooseModel } from './choose-model.ts';
import { documentChange } from './config/config-change.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config/config-file.ts';
import { ConfigWatch } from './config/config-watch.ts';
import { openDataFolder } from './config/data-folder.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { keepRetention } from './conversations/retention.ts';
import { SqliteConversations } from './conversations/sqlite.ts';
import { createLog } from './guards/log.ts';
import { mask } from './guards/mask.ts';
import { Admission } from './http/admission.ts';
import { createHttpServer } from './http/http-server.ts';
import { jwtIdentity } from './identity/jwt-identity.ts';
import { detectLanguage } from './knowledge/language.ts';
import { DocumentReader } from './knowledge/reading/document-reader.ts';
import { createOllamaEmbedder } from './knowledge/ollama-embedder.ts';
import { SqliteKnowledge } from './knowledge/sqlite.ts';
import { SqliteBudgets } from './limits/sqlite-budgets.ts';
import { VisitorLimits } from './limits/visitor-limits.ts';
import { MemoryLiveStreams } from './live-streams/memory.ts';
import { openConfiguration } from './start/configuration.ts';
import { keepDocuments, readFolders } from './start/documents.ts';
import { closeGently, listen } from './start/listening.ts';
import { DEFAULT_CONFIG } from './start/places.ts';
import { LogSecrets } from './start/log-secrets.ts';
import { obeySignals } from './start/signals.ts';
import { startText } from './start/start-text.ts';
import { readWidgetScript } from './start/widget-script.ts';
import { TEXTS_BY_LANGUAGE } from './texts/texts-by-language.ts';
import { SqliteUnanswered } from './unanswered/sqlite.ts';

try {
  await start(readEnvironment(process.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function start(env: Environment): Promise<void> {
  const secrets = new LogSecrets(env);
  const log = createLog({ level: env.logLevel, secrets: secrets.values });

  const configFile = env.configFile ?? DEFAULT_CONFIG;
  const config = await openConfiguration(configFile, env.dataFolder);
  secrets.follow(config);
  const analyses = await loadAnalyses(config);

  const [choice, widgetScript, data] = await Promise.all([
    chooseModel(env.model),
    readWidgetScript(),
    openData(env, log),
  ]);
  const { knowledge, conversations, budgets, unanswered, sessions } = data;
  // Where the start fails, what is open is closed: a thread that waits for work would keep the process for ever.
  await using starting = new AsyncDisposableStack();
  for (const store of [unanswered, budgets, conversations, knowledge]) starting.use(store);
  const reader = starting.use(new DocumentReader());
  await readFolders(config, { index: knowledge, reader, log });

  const limits = new VisitorLimits({
    budgets,
    requestsPerMinute: env.requestsPerMinute,
    answersPerAddress: env.answersPerAddress,
  });
  const chat = new Chat({
    conversations,
    knowledge,
    model: choice.model,
    cache: new AnswerCache(),
    analyses,
    unanswered,
    streams: new MemoryLiveStreams(),
    sessions,
    ...(env.identitySecret !== undefined && { identify: jwtIdentity(env.identitySecret) }),
    limits,
    log,
    orphanGraceMs: env.orphanGraceMs,
    maxRunning: env.maxAnswers,
  });
  let ready = true;
  const admission = new Admission();
  const app = createApp({
    chat,
    config,
    admission,
    limits,
    isStreaming: env.useStreaming,
    widgetScript,
    texts: TEXTS_BY_LANGUAGE,
    log,
    isReady: () => ready,
  });

  const server = createHttpServer(app, {
    onDrop: (connections) => log.warn({ connections }, 'too many connections are open: new ones were closed'),
  });
  await listen(server, env);
  // Only who has the port is the server: a second one that was started by mistake has ended by now, and has changed nothing that is said.
  const interrupted = await conversations.recover();
  if (interrupted > 0) log.warn({ answers: interrupted }, 'the last run ended while answers were being written');

  const ending = new AbortController();
  const retention = keepRetention(
    { conversations, daysOf: (id) => config.chatbots.get(id)?.retentionDays, log },
    ending.signal,
  );
  const keeper = keepDocuments(config, { index: knowledge, reader, log });
  const watch = new ConfigWatch(configFile, config, {
    log,
    onChange: (change) => {
      secrets.follow(change.after);
      keeper.follow(documentChange(change));
    },
  });
  process.stdout.write(startText(server, config, choice));
  const open = starting.move();

  const stop = async (): Promise<void> => {
    watch[Symbol.dispose]();
    ending.abort();
    // The server goes on listening while answers end, so that their readers can come back for them.
    ready = false;
    await Promise.all([chat.close(env.drainMs), keeper[Symbol.asyncDispose](), retention]);
    await closeGently(server);
    admission[Symbol.dispose]();
    await open.disposeAsync();
  };
  obeySignals({ stop, reload: () => watch.reload(), log });
}

/** @throws {ConfigError} if a module of an owner can't be used. */
async function loadAnalyses(config: Config): Promise<Analyses> {
  const analyses = new Analyses([createReadability((text) => detectLanguage(text).code), grounding]);
  for (const { analysis } of config.chatbots.values()) if (analysis !== undefined) await analyses.load(analysis);
  return analyses;
}

interface Data {
  readonly conversations: SqliteConversations;
  readonly budgets: SqliteBudgets;
  readonly unanswered: SqliteUnanswered;
  readonly knowledge: SqliteKnowledge;
  readonly sessions: SessionTokens;
}

/** Opens what outlives the server. */
async function openData({ dataFolder, ...env }: Environment, log: Logger): Promise<Data> {
  try {
    const { secret, previousSecret, ...files } = await openDataFolder(dataFolder);
    return {
      conversations: new SqliteConversations(files.conversations),
      budgets: new SqliteBudgets(files.limits),
      unanswered: new SqliteUnanswered(files.unanswered, { mask }),
      knowledge: new SqliteKnowledge(files.knowledge, {
        embedder: env.embedding && createOllamaEmbedder(env.embedding.model, env.embedding.host),
        onEmbeddingFailure: (err) => log.warn({ err }, 'the documents are searched by words alone'),
      }),
      sessions:
        env.secret === undefined
          ? new SessionTokens(secret, env.previousSecret ?? previousSecret)
          : new SessionTokens(env.secret, env.previousSecret),
    };
  } catch (cause) {
    throw new ConfigError(`The data folder ${dataFolder} can not be used (SMAIL_DATA names another)`, [String(cause)], {
      cause,
    });
  }
}
