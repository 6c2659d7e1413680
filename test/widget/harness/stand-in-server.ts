import { PATHS, type MessagesResponse, type PublicChatbot } from '../../../protocol/requests.ts';

/** One request of a widget, and what the test has its answer be. */
export interface RequestRecord {
  readonly exchange: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` if there was none. */
  readonly body: unknown;
}

/** How a response begins. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Node's and Koa's objects, as much of them as is used. */
interface ServerRequest extends AsyncIterable<Uint8Array> {
  readonly headers: Readonly<Record<string, string>>;
}
interface ServerResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): void;
  flushHeaders(): void;
  write(chunk: string, written: () => void): void;
  end(chunk?: string): void;
  destroy(): void;
  once(event: 'close', listener: () => void): void;
}
interface Context {
  readonly method: string;
  readonly url: string;
  readonly req: ServerRequest;
  readonly res: ServerResponse;
  status: number;
  respond: boolean;
}

interface Exchange {
  readonly record: RequestRecord;
  readonly response: ServerResponse;
  readonly closed: Promise<void>;
}

/** A chatbot as a test describes it. */
interface BotScript {
  /** With an empty name it does not describe itself. */
  readonly chatbot: PublicChatbot;
  /** What its one session holds at first. */
  readonly transcript: MessagesResponse;
  /** Paths at which the test answers what would be answered by itself. */
  readonly silent: readonly string[];
}

/** A chatbot of one test, with what was asked of it. */
interface Bot extends BotScript {
  transcript: MessagesResponse;
  readonly records: RequestRecord[];
  /** Requests that the test has not looked at yet, and the test's questions for some that have not come yet. */
  readonly arrived: RequestRecord[];
  waiting: { readonly path: string; readonly take: (record: RequestRecord) => void }[];
}

const ANYONE = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, last-event-id',
  'access-control-expose-headers': 'retry-after',
};

/**
 * A chat server that says over the socket what a test has it say, when the test has it say so: nothing in it waits for a
 * time. Each test has a chatbot of its own, so that tests do not meet. `stand-in.ts` is its other end.
 * @param scripts - the widget, as a page would load it.
 * @returns a middleware of the development server, for the protocol's paths, `/smail-chat.js` and what it loads, and `/stand-in/…`.
 */
export function standInServer(
  scripts: readonly { readonly path: string; readonly contents: Uint8Array }[],
): (context: Context, next: () => Promise<void>) => Promise<void> {
  const bots = new Map<string, Bot>();
  const botOfMessage = new Map<unknown, Bot>();
  const exchanges: Exchange[] = [];
  const pages: { readonly html: string; readonly headers: Readonly<Record<string, string>> }[] = [];

  return async (context, next) => {
    const { method, req, res } = context;
    const { pathname: path, searchParams } = new URL(context.url, 'http://stand-in');
    if (!/^\/(?:api\/public|stand-in)\/|^\/smail-chat[^/]*\.js$/.test(path)) return next();
    // Koa keeps out of it, but reports what still says 404 when it looks.
    context.status = 200;
    context.respond = false;
    if (method === 'OPTIONS') return reply(res, 204, undefined);
    const body = await readJson(req);

    if (path.endsWith('.js')) {
      const script = scripts.find((file) => file.path.endsWith(path));
      const text = script && new TextDecoder().decode(script.contents);
      return reply(res, script ? 200 : 404, text, { 'content-type': 'text/javascript; charset=utf-8' });
    }
    if (path.startsWith('/api/public/')) return receive(context, path, body);

    const [, , kind, id = '', action] = path.split('/');
    if (kind === 'pages') return servePage(res, method, Number(id), body);
    if (kind === 'chatbots') return direct(res, id, action, body, searchParams.get('path') ?? '');
    return steer(res, exchanges[Number(id)], action, body);
  };

  /** A request of the widget. */
  function receive({ method, req, res }: Context, path: string, body: unknown): void {
    const { chatbot_id: chatbotId, client_message_id: messageId } = Object(body) as Record<string, unknown>;
    const { authorization } = req.headers;
    const bot =
      [...bots.values()].find(
        ({ chatbot: { id } }) =>
          id === chatbotId || path === PATHS.chatbot(id) || authorization === `Bearer ${sessionOf(id)}`,
      ) ?? botOfMessage.get(messageId);
    if (!bot) return reply(res, 404, 'no test has such a chatbot');
    if (messageId !== undefined) botOfMessage.set(messageId, bot);
    const record = { exchange: exchanges.length, method, path, headers: req.headers, body };
    const closed = new Promise<void>((resolve) => res.once('close', resolve));
    exchanges.push({ record, response: res, closed });
    bot.records.push(record);
    const taker = bot.waiting.find((waiting) => waiting.path === path);
    bot.waiting = bot.waiting.filter((waiting) => waiting !== taker);
    if (taker) taker.take(record);
    else if (!answerByItself(bot, method, path, res)) bot.arrived.push(record);
  }

  /** A test about its chatbot: describes it, waits for the next request at `path`, or asks for all there were. */
  async function direct(res: ServerResponse, id: string, action: string | undefined, body: unknown, path: string) {
    if (!action) {
      bots.set(id, { ...(body as BotScript), records: [], arrived: [], waiting: [] });
      return reply(res, 204, undefined);
    }
    const bot = bots.get(id);
    if (!bot) return reply(res, 404, 'no such chatbot');
    if (action === 'transcript') {
      bot.transcript = body as MessagesResponse;
      return reply(res, 204, undefined);
    }
    if (action === 'requests') return reply(res, 200, JSON.stringify(bot.records), JSON_TYPE);
    const at = bot.arrived.findIndex((record) => record.path === path);
    const [record] = at < 0 ? [] : bot.arrived.splice(at, 1);
    const next = record ?? (await new Promise<RequestRecord>((take) => bot.waiting.push({ path, take })));
    return reply(res, 200, JSON.stringify(next), JSON_TYPE);
  }

  /** A test about one exchange: begins, writes, ends or cuts the response, or waits until it is closed. */
  async function steer(res: ServerResponse, exchange: Exchange | undefined, action: string | undefined, body: unknown) {
    if (!exchange) return reply(res, 404, 'no such exchange');
    const { response } = exchange;
    if (action === 'head') {
      const { status, headers } = body as ResponseHead;
      response.writeHead(status, { ...ANYONE, ...headers });
      response.flushHeaders();
    } else if (action === 'write') {
      // Nothing calls back for what is written to a connection that the widget has closed meanwhile.
      await Promise.race([new Promise<void>((written) => response.write(body as string, written)), exchange.closed]);
    } else if (action === 'end') response.end();
    else if (action === 'cut') response.destroy();
    else await exchange.closed;
    return reply(res, 204, undefined);
  }

  function servePage(res: ServerResponse, method: string, number: number, body: unknown): void {
    if (method === 'POST') {
      pages.push(body as (typeof pages)[number]);
      return reply(res, 200, JSON.stringify(`/stand-in/pages/${pages.length - 1}`), JSON_TYPE);
    }
    const page = pages[number];
    if (!page) return reply(res, 404, 'no such page');
    return reply(res, 200, page.html, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
  }
}

/** The session of the chatbot `id`, where the test gives no other. */
export function sessionOf(id: string): string {
  return `session-of-${id}`;
}

/** @returns whether it was answered: what every test would answer alike. */
function answerByItself(
  { chatbot, transcript, silent }: Bot,
  method: string,
  path: string,
  res: ServerResponse,
): boolean {
  if (silent.includes(path) || method === 'DELETE') return false;
  if (path === PATHS.chatbot(chatbot.id) && chatbot.name !== '') reply(res, 200, JSON.stringify(chatbot), JSON_TYPE);
  else if (path === PATHS.messages) reply(res, 200, JSON.stringify(transcript), JSON_TYPE);
  else if (path === PATHS.sessions) reply(res, 201, JSON.stringify({ session_id: sessionOf(chatbot.id) }), JSON_TYPE);
  else return false;
  return true;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function reply(
  res: ServerResponse,
  status: number,
  body: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): void {
  res.writeHead(status, { ...ANYONE, ...headers });
  res.end(body);
}

async function readJson(request: ServerRequest): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of request) text += decoder.decode(chunk, { stream: true });
  return text === '' ? undefined : JSON.parse(text);
}
