import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { EVENT_STREAM_MEDIA_TYPE, encodeEvent } from '../../protocol/event-stream.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import { PATHS, type ChatRequest } from '../../protocol/requests.ts';
import { bundleWidget } from '../../scripts/build-widget.ts';
import { listen, type Listener } from '../stand-ins/model-server.ts';
import { complete, failed, source, start, token } from '../widget/harness/events.ts';
import type { HostileCase } from './cases/hostile-case.ts';

/** How many pieces an answer comes in. */
const PIECES = 2;

/** About a frame. */
const PIECE_INTERVAL_MS = 16;

/** The pages of `in-page/`, by the name in their address. */
type PageName = 'naive' | 'streaming' | 'chat';

interface HostileSite extends Listener {
  /** Has a chatbot say these cases: its name, greeting and suggestions are all of them, its answers one after the other. */
  teach(chatbotId: string, cases: readonly HostileCase[]): void;
  /** A page's address; with `strict`, one that allows our scripts and our server and nothing else. */
  page(name: PageName, strict: boolean): string;
}

/** One origin with the pages, their scripts, and a chat server that says what it was taught. */
export async function startHostileSite(): Promise<HostileSite> {
  const scripts = await bundleScripts();
  const chatbots = new Map<string, Chatbot>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const script = scripts.get(url.pathname);
    if (script !== undefined) return void response.setHeader('content-type', 'text/javascript').end(script);
    if (url.pathname.startsWith('/page/')) return sendPage(url, response, listener.url);
    if (url.pathname === '/settle') return void response.writeHead(204).end();
    if (url.pathname === PATHS.sessions) return sendJson(response, { session_id: 'session' });
    if (url.pathname === PATHS.messages) return sendJson(response, { messages: [] });
    if (url.pathname === PATHS.chatStream) {
      const { chatbot_id: id, session_id: session = 'session' } = (await json(request)) as ChatRequest;
      return chatbots.get(id)?.answer(response, session);
    }
    const chatbot = [...chatbots.values()].find(({ id }) => url.pathname === PATHS.chatbot(id));
    if (chatbot) return sendJson(response, chatbot.face);
    response.writeHead(404).end();
  };
  const listener = await listen((request, response) => void answer(request, response));
  return {
    ...listener,
    teach: (id, cases) => void chatbots.set(id, new Chatbot(id, cases)),
    page: (name, strict) => `${listener.url}/page/${name}${strict ? '?strict' : ''}`,
  };
}

class Chatbot {
  readonly id: string;
  readonly #cases: readonly HostileCase[];
  #answered = 0;

  constructor(id: string, cases: readonly HostileCase[]) {
    this.id = id;
    this.#cases = cases;
  }

  /** What everybody may know of it. */
  get face(): object {
    const texts = this.#cases.map(({ text }) => text);
    const all = texts.join(' ');
    return {
      id: this.id,
      name: all,
      greeting: texts.join('\n\n'),
      suggestions: texts,
      privacy_url: this.#cases[0]?.address,
      ai_notice: all,
      placeholder: all,
      accent: texts[0],
    };
  }

  /** Its next case in pieces, with itself as a source; the last one fails in its words besides. */
  async answer(response: ServerResponse, session: string): Promise<void> {
    const hostile = this.#cases[this.#answered++];
    if (!hostile) return void response.writeHead(404).end();
    const { text, address } = hostile;
    const length = Math.ceil(text.length / PIECES);
    const pieces = Array.from({ length: PIECES }, (_, index) => text.slice(index * length, (index + 1) * length));
    const sources = [source(text, address), { ...source(text, text), id: 'second', snippet: text }];
    const isLast = hostile === this.#cases.at(-1);
    const events: ChatEvent[] = [
      start(session),
      ...pieces.filter((piece) => piece !== '').map((piece) => token(piece)),
      isLast ? failed({ error: text }) : complete(text, { sources, follow_ups: [text] }),
    ];
    response.writeHead(200, { 'content-type': EVENT_STREAM_MEDIA_TYPE });
    for (const [index, event] of events.entries()) {
      response.write(encodeEvent({ id: index + 1, event }));
      await sleep(PIECE_INTERVAL_MS); // so that each piece is drawn
    }
    response.end();
  }
}

function sendPage({ pathname, searchParams }: URL, response: ServerResponse, origin: string): void {
  const name = pathname.slice('/page/'.length);
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types smail-chat`;
  if (searchParams.has('strict')) response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const widget = name === 'chat' ? '<script src="/smail-chat.js"></script>' : '';
  response.end(
    `<!doctype html><html lang="en"><title>${name}</title><body>${widget}<script src="/${name}.js"></script>`,
  );
}

function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function bundleScripts(): Promise<Map<string, Uint8Array>> {
  const [widget, pages] = await Promise.all([
    bundleWidget(),
    build({
      entryPoints: {
        naive: fileURLToPath(import.meta.resolve('./in-page/naive-page.ts')),
        streaming: fileURLToPath(import.meta.resolve('./in-page/streaming-page.ts')),
        chat: fileURLToPath(import.meta.resolve('./in-page/chat-page.ts')),
      },
      outdir: '/',
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      conditions: ['production'],
    }),
  ]);
  const scripts = new Map(pages.outputFiles.map(({ path, contents }) => [path, contents]));
  scripts.set('/smail-chat.js', widget.script.contents);
  scripts.set(`/${basename(widget.inside.path)}`, widget.inside.contents);
  return scripts;
}
