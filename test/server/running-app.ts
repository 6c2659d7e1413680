import { createParser } from 'eventsource-parser';
import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { parseChatEvent, type StoredEvent } from '../../protocol/chat-event.ts';
import { PATHS } from '../../protocol/requests.ts';
import { createApp } from '../../server/app.ts';
import { Chat } from '../../server/chat/chat.ts';
import { SessionTokens } from '../../server/chat/session-tokens.ts';
import type { Identify } from '../../server/chat/sessions.ts';
import type { Chatbot } from '../../server/config/chatbot-config.ts';
import type { Conversations } from '../../server/conversations/conversations.ts';
import { MemoryConversations } from '../../server/conversations/memory.ts';
import { Admission } from '../../server/http/admission.ts';
import type { Knowledge } from '../../server/knowledge/knowledge.ts';
import type { Budgets } from '../../server/limits/budgets.ts';
import { MemoryBudgets } from '../../server/limits/memory-budgets.ts';
import { VisitorLimits } from '../../server/limits/visitor-limits.ts';
import type { LiveStreams } from '../../server/live-streams/live-streams.ts';
import { MemoryLiveStreams } from '../../server/live-streams/memory.ts';
import { TEXTS_BY_LANGUAGE } from '../../server/texts/texts-by-language.ts';
import type { WidgetScripts } from '../../server/routes/widget-script.ts';
import { ScriptedModel } from '../stand-ins/scripted-model.ts';
import { BAKERY, createKnowledge, MUSEUM } from './chat/museum.ts';

export interface AppOptions {
  /** The museum and the bakery if absent. */
  readonly chatbots?: readonly Chatbot[];
  /** The documents of both if absent. */
  readonly knowledge?: Knowledge;
  /** A folder to serve; none if absent. */
  readonly site?: string;
  /** In memory if absent. */
  readonly streams?: LiveStreams;
  /** In memory if absent. */
  readonly conversations?: Conversations;
  /** Nobody is believed if absent. */
  readonly identify?: Identify;
  /** In memory if absent. */
  readonly budgets?: Budgets;
  /** No test is kept from asking if absent. */
  readonly requestsPerMinute?: number;
  readonly answersPerAddress?: number;
  /** Whether anything is streamed; yes if absent. */
  readonly isStreaming?: boolean;
  /** The proxies whose word is taken; none if absent. */
  readonly proxies?: readonly string[];
  /** As many streams as the server takes if absent. A machine that is busy does not keep any test's question from being taken. */
  readonly maxStreams?: number;
  /** As many answers as the server writes at once if absent. */
  readonly maxRunning?: number;
}

export interface CallOptions {
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as it is; in chunks, without a length, where it is a list. */
  readonly body?: string | Buffer | readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  readonly json: () => unknown;
}

/** The whole app, listening on a port of its own; only the model is a stand-in. */
export interface RunningApp extends AsyncDisposable {
  readonly port: number;
  readonly chat: Chat;
  readonly model: ScriptedModel;
  readonly sessions: SessionTokens;
  readonly conversations: Conversations;
  /** The built widget, as the app was given it. */
  readonly widgetScript: WidgetScripts;
  /** Whether the server takes new questions; a test may change it. */
  isReady: boolean;
  /** What was logged so far. */
  log(): string;
  /** Sends one request over a connection of its own; the path goes over the wire as it is written. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** The same with a JSON body. */
  post(path: string, body: unknown, headers?: OutgoingHttpHeaders): Promise<Reply>;
  /** Asks a question and resolves with the events as they come. Leaving the loop closes the connection. */
  ask(body: Readonly<Record<string, unknown>>): Promise<AsyncGenerator<StoredEvent, void>>;
  /** Reads a stream again, as `session`, after the event `afterId`. */
  resume(streamId: string, session: string, afterId?: number): Promise<AsyncGenerator<StoredEvent, void>>;
}

export async function startApp({
  chatbots = [MUSEUM, BAKERY],
  knowledge = createKnowledge(),
  site,
  streams = new MemoryLiveStreams(),
  conversations = new MemoryConversations(),
  identify,
  budgets = new MemoryBudgets(),
  requestsPerMinute = 1_000_000,
  answersPerAddress = 1_000_000,
  isStreaming = true,
  proxies = [],
  maxStreams,
  maxRunning,
}: AppOptions = {}): Promise<RunningApp> {
  const model = new ScriptedModel();
  const sessions = new SessionTokens();
  const widgetScript = {
    script: Buffer.from(`console.info('the widget, as it was built');\n`.repeat(100)),
    panel: {
      name: 'smail-chat-panel.0123.js',
      contents: Buffer.from(`export default () => 'the panel';\n`.repeat(100)),
    },
  };
  let logged = '';
  const log = pino({ level: 'info' }, { write: (line: string) => void (logged += line) });
  const limits = new VisitorLimits({ budgets, requestsPerMinute, answersPerAddress });
  const chat = new Chat({
    conversations,
    knowledge,
    model,
    streams,
    sessions,
    limits,
    log,
    ...(identify && { identify }),
    ...(maxRunning !== undefined && { maxRunning }),
  });
  const admission = new Admission({ maxDelayMs: Infinity, ...(maxStreams !== undefined && { maxStreams }) });
  const state = { isReady: true };
  const config = {
    url: undefined,
    proxies,
    site,
    chatbots: new Map(chatbots.map((chatbot) => [chatbot.id, chatbot])),
  };
  const server = createServer(
    createApp({
      chat,
      config,
      admission,
      limits,
      isStreaming,
      widgetScript,
      texts: TEXTS_BY_LANGUAGE,
      log,
      isReady: () => state.isReady,
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const call: RunningApp['call'] = async (method, path, options) => {
    const response = await send(port, method, path, options);
    const body = await buffer(response);
    const text = body.toString();
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body,
      text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  return Object.assign(state, {
    port,
    chat,
    model,
    sessions,
    conversations,
    widgetScript,
    log: () => logged,
    call,
    post: (path: string, body: unknown, headers?: OutgoingHttpHeaders) =>
      call('POST', path, jsonOptions(body, headers)),
    ask: async (body: Readonly<Record<string, unknown>>) => {
      const response = await send(port, 'POST', PATHS.chatStream, jsonOptions({ chatbot_id: MUSEUM.id, ...body }));
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
      return readEvents(response);
    },
    resume: async (streamId: string, session: string, afterId?: number) => {
      const headers = {
        Authorization: `Bearer ${session}`,
        ...(afterId !== undefined && { 'Last-Event-ID': String(afterId) }),
      };
      const response = await send(port, 'GET', PATHS.stream(streamId), { headers });
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
      return readEvents(response);
    },
    [Symbol.asyncDispose]: async () => {
      await chat.close(0);
      admission[Symbol.dispose]();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}

function jsonOptions(body: unknown, headers?: OutgoingHttpHeaders): CallOptions {
  return { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function send(
  port: number,
  method: string,
  path: string,
  { headers, body }: CallOptions = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path, agent: false, ...(headers && { headers }) },
      resolve,
    );
    outgoing.once('error', reject);
    if (typeof body === 'string' || Buffer.isBuffer(body)) outgoing.end(body);
    else {
      for (const chunk of body ?? []) outgoing.write(chunk);
      outgoing.end();
    }
  });
}

async function* readEvents(response: IncomingMessage): AsyncGenerator<StoredEvent, void> {
  const received: StoredEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const event = parseChatEvent(data);
      if (event === undefined) throw new Error(`an unknown event: ${data}`);
      received.push({ id: Number(id), event });
    },
  });
  for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
    parser.feed(text);
    yield* received.splice(0);
  }
}
