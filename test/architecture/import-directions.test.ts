/**
 * Who may import whom: the sentences of ARCHITECTURE.md ("What is never so"), each with lines that break it and lines
 * that come near and are right. Every line is linted by the project's own `.oxlintrc.json`, as the only line of a file at
 * the path that is given, so a rule that lets one through fails here, and so does a rule that is too strict.
 *
 * Not held by the linter, so not here: markup bound by a template (`.innerHTML=${x}`), `ownerDocument.write`, a module's
 * name or a property's name that is computed, an alias of `window`, and types of the DOM in `conversation/`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** Lines by the path of the file that has them, under what they are about. */
type Lines = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Imports of each port from a file whose way to `server/` is `up`. */
const portsFrom = (up: './' | '../') =>
  ['models/model', 'knowledge/knowledge', 'conversations/conversations', 'live-streams/live-streams'].map(
    (port) => `import * as port from '${up}${port}.ts';`,
  );

const FORBIDDEN: Lines = {
  'protocol/ imports nothing and does no I/O': {
    'protocol/problem.ts': [
      "import { z } from 'zod';",
      "import { readFile } from 'node:fs/promises';",
      "import type { Chatbot } from '../server/config/config-file.ts';",
      "import type { Failure } from '../widget/conversation/failure.ts';",
      "import type { Failure } from './../widget/conversation/failure.ts';",
      "import { events } from '../test/widget/harness/events.ts';",
      "export const load = () => fetch('/');",
      'export const load = () => new XMLHttpRequest();',
      "export const load = () => new EventSource('/');",
      "export const load = () => new WebSocket('/');",
      "export const load = () => globalThis.fetch('/');",
      "export const load = () => window.fetch('/');",
      "export const load = () => self.fetch('/');",
      'export const language = () => document.documentElement.lang;',
      'export const language = () => navigator.language;',
      "export const language = () => process.env['LANG'];",
    ],
  },

  'widget/ and server/ do not import each other': {
    'server/app.ts': ["import { strings } from '../widget/strings.ts';"],
    'server/main.ts': ["import { strings } from '../widget/strings.ts';"],
    'server/choose-model.ts': ["import { strings } from '../widget/strings.ts';"],
    'server/a-new-part.ts': ["import { strings } from '../widget/strings.ts';"],
    'server/config/config-file.ts': ["import { strings } from '../../widget/strings.ts';"],
    'server/routes/chatbots.ts': ["import { strings } from '../../widget/strings.ts';"],
    'server/http/problem-handler.ts': ["import { strings } from '../../widget/strings.ts';"],
    'server/chat/chat.ts': ["import type { Turn } from '../../widget/conversation/turn.ts';"],
    'server/models/ollama.ts': ["import type { Turn } from '../../widget/conversation/turn.ts';"],
    'server/knowledge/knowledge.ts': ["import type { Turn } from '../../widget/conversation/turn.ts';"],
    'widget/smail-chat-element.ts': [
      "import type { Chatbot } from '../server/config/config-file.ts';",
      "import { join } from 'node:path';",
    ],
    'widget/controllers/chatbot-controller.ts': [
      "import type { Chatbot } from '../../server/config/config-file.ts';",
      "import type { Chatbot } from './../../server/config/config-file.ts';",
      "import { randomUUID } from 'node:crypto';",
    ],
    'widget/conversation/turn.ts': [
      "import type { Message } from '../../server/conversations/conversations.ts';",
      "import { randomUUID } from 'node:crypto';",
    ],
    'widget/transport/chat-client.ts': [
      "import { PING } from '../../server/http/event-stream-response.ts';",
      "import { request } from 'node:http';",
    ],
    'widget/views/panel.ts': [
      "import type { Chatbot } from '../../server/config/config-file.ts';",
      "import { randomUUID } from 'node:crypto';",
    ],
  },

  'nothing that is shipped imports a test': {
    'server/app.ts': ["import { scriptedModel } from '../test/stand-ins/scripted-model.ts';"],
    'server/main.ts': ["import { scriptedModel } from '../test/stand-ins/scripted-model.ts';"],
    'server/choose-model.ts': ["import { scriptedModel } from '../test/stand-ins/scripted-model.ts';"],
    'server/a-new-part.ts': ["import { scriptedModel } from '../test/stand-ins/scripted-model.ts';"],
    'server/config/config-file.ts': ["import { scriptedModel } from '../../test/stand-ins/scripted-model.ts';"],
    'server/routes/health.ts': ["import { scriptedModel } from '../../test/stand-ins/scripted-model.ts';"],
    'server/http/origins.ts': ["import { scriptedModel } from '../../test/stand-ins/scripted-model.ts';"],
    'server/chat/chat.ts': ["import { scriptedModel } from '../../test/stand-ins/scripted-model.ts';"],
    'server/models/quote.ts': ["import { scriptedModel } from '../../test/stand-ins/scripted-model.ts';"],
    'widget/smail-chat.ts': ["import { collect } from '../test/widget/harness/collect.ts';"],
    'widget/controllers/key-fence.ts': ["import { collect } from '../../test/widget/harness/collect.ts';"],
    'widget/conversation/turn.ts': ["import { collect } from '../../test/widget/harness/collect.ts';"],
    'widget/transport/chat-client.ts': ["import { collect } from '../../test/widget/harness/collect.ts';"],
    'widget/views/panel.ts': ["import { collect } from '../../test/widget/harness/collect.ts';"],
    'scripts/build-widget.ts': ["import { collect } from '../test/widget/harness/collect.ts';"],
    'scripts/ensure-dependencies.mjs': ["import { collect } from '../test/widget/harness/collect.ts';"],
  },

  'only routes/, http/ and app.ts know Express': Object.fromEntries(
    [
      'server/main.ts',
      'server/choose-model.ts',
      'server/a-new-part.ts',
      'server/config/environment.ts',
      'server/chat/chat.ts',
      'server/models/model.ts',
      'server/models/upstream.ts',
      'server/live-streams/redis.ts',
    ].map((file) => [
      file,
      [
        "import express from 'express';",
        "import type { Request } from 'express';",
        "import Layer from 'express/lib/router/layer.js';",
        "import { rateLimit } from 'express-rate-limit';",
        "import helmet from 'helmet';",
        "import helmet from 'helmet/index.mjs';",
      ],
    ]),
  ),

  'chat/ knows no HTTP': {
    'server/chat/run-answer.ts': [
      "import { HttpProblem } from '../http/http-problem.ts';",
      "import type { HttpProblem } from '../http/http-problem.ts';",
      "import { HttpProblem } from './../http/http-problem.ts';",
      "import { HttpProblem } from '../chat/../http/http-problem.ts';",
      "export { HttpProblem } from '../http/http-problem.ts';",
      "export * from '../http/http-problem.ts';",
      "export const load = () => import('../http/http-problem.ts');",
      "import problem = require('../http/http-problem.ts');",
      "const problem = require('../http/http-problem.ts');",
      "export type Problem = import('../http/http-problem.ts').HttpProblem;",
      "import { cancelRoutes } from '../routes/cancel.ts';",
      "import { createApp } from '../app.ts';",
      "import { STATUS_CODES } from 'node:http';",
      "import type { IncomingMessage } from 'node:http';",
      "import { request } from 'node:https';",
      "export const load = () => fetch('http://localhost');",
      'export const load = () => new XMLHttpRequest();',
      "export const load = () => new EventSource('/');",
      "export const load = () => new WebSocket('/');",
    ],
  },

  'chat/ knows no SQL, and of config/ and the logger only the types': {
    'server/chat/chat.ts': [
      "import { DatabaseSync } from 'node:sqlite';",
      "import { Client } from 'pg';",
      "import { createClient } from 'redis';",
      "import { pino } from 'pino';",
      "import { readConfigFile } from '../config/config-file.ts';",
      "import { readEnvironment } from '../config/environment.ts';",
    ],
  },

  'no adapter is imported but by main.ts, choose-model.ts and tests': {
    'server/chat/run-answer.ts': [
      "import { createOllama } from '../models/ollama.ts';",
      "import { createOpenAiCompatible } from '../models/openai-compatible.ts';",
      "import { createQuote } from '../models/quote.ts';",
      "import { withTimeLimits } from '../models/time-limits.ts';",
      "import { requestUpstream } from '../models/upstream.ts';",
      "import { PassageSearch } from '../knowledge/search.ts';",
      "import { SqliteKnowledge } from '../knowledge/sqlite.ts';",
      "import type { MemoryConversations } from '../conversations/memory.ts';",
      "import { SqliteConversations } from '../conversations/sqlite.ts';",
      "import { MemoryLiveStreams } from '../live-streams/memory.ts';",
      "import { RedisLiveStreams } from '../live-streams/redis.ts';",
      "import { chooseModel } from '../choose-model.ts';",
      "import { start } from '../main.ts';",
    ],
    'server/routes/chatbots.ts': [
      "import { createQuote } from '../models/quote.ts';",
      "import { requestUpstream } from '../models/upstream.ts';",
      "import { SqliteKnowledge } from '../knowledge/sqlite.ts';",
      "import { SqliteConversations } from '../conversations/sqlite.ts';",
      "import type { MemoryLiveStreams } from '../live-streams/memory.ts';",
      "import { chooseModel } from '../choose-model.ts';",
    ],
    'server/http/origins.ts': [
      "import { createQuote } from '../models/quote.ts';",
      "import { SqliteConversations } from '../conversations/sqlite.ts';",
      "import { chooseModel } from '../choose-model.ts';",
    ],
    'server/config/environment.ts': [
      "import { listOllamaModels } from '../models/ollama.ts';",
      "import { MemoryLiveStreams } from '../live-streams/memory.ts';",
    ],
    'server/app.ts': [
      "import { createQuote } from './models/quote.ts';",
      "import { PassageSearch } from './knowledge/search.ts';",
      "import { PostgresConversations } from './conversations/postgres.ts';",
      "import { MemoryLiveStreams } from './live-streams/memory.ts';",
      "import { chooseModel } from './choose-model.ts';",
    ],
    'server/a-new-part.ts': [
      "import { createQuote } from './models/quote.ts';",
      "import { PassageSearch } from './knowledge/search.ts';",
      "import { MemoryConversations } from './conversations/memory.ts';",
      "import { MemoryLiveStreams } from './live-streams/memory.ts';",
    ],
    'server/a-new-folder/part.ts': ["import { createQuote } from '../models/quote.ts';"],
  },

  'choose-model.ts chooses among models/ only': {
    'server/choose-model.ts': [
      "import { SqliteKnowledge } from './knowledge/sqlite.ts';",
      "import { MemoryConversations } from './conversations/memory.ts';",
      "import { RedisLiveStreams } from './live-streams/redis.ts';",
      "import { Chat } from './chat/chat.ts';",
      "import { createApp } from './app.ts';",
      "import { HttpProblem } from './http/http-problem.ts';",
      "import { healthRoutes } from './routes/health.ts';",
    ],
  },

  'no adapter imports another, and no port its adapters': {
    'server/models/ollama.ts': [
      "import { createQuote } from './quote.ts';",
      "import { createOpenAiCompatible } from './openai-compatible.ts';",
      "import { createQuote } from '../models/quote.ts';",
      "import { createQuote } from './../models/quote.ts';",
      "import { SqliteKnowledge } from '../knowledge/sqlite.ts';",
      "import { PassageSearch } from '../knowledge/search.ts';",
    ],
    'server/models/quote.ts': ["import { createOllama } from './ollama.ts';"],
    'server/models/model.ts': [
      "import type { Upstream } from './upstream.ts';",
      "import type { Ollama } from './ollama.ts';",
      "import type { SqliteKnowledge } from '../knowledge/sqlite.ts';",
    ],
    'server/knowledge/search.ts': [
      "import { SqliteKnowledge } from './sqlite.ts';",
      "import { MemoryConversations } from '../conversations/memory.ts';",
    ],
    'server/knowledge/knowledge.ts': ["import { SqliteKnowledge } from './sqlite.ts';"],
    'server/knowledge/reading/folder.ts': ["import { SqliteKnowledge } from '../sqlite.ts';"],
    'server/limits/visitor-limits.ts': ["import { SqliteConversations } from '../conversations/sqlite.ts';"],
    'server/conversations/sqlite.ts': [
      "import { MemoryConversations } from './memory.ts';",
      "import { PostgresConversations } from './postgres.ts';",
      "import { MemoryLiveStreams } from '../live-streams/memory.ts';",
    ],
    'server/conversations/memory.ts': ["import { SqliteConversations } from './sqlite.ts';"],
    'server/conversations/conversations.ts': ["import { MemoryConversations } from './memory.ts';"],
    'server/live-streams/memory.ts': [
      "import { RedisLiveStreams } from './redis.ts';",
      "import type { MemoryConversations } from '../conversations/memory.ts';",
    ],
    'server/live-streams/live-streams.ts': ["import { RedisLiveStreams } from './redis.ts';"],
  },

  'a port and its adapters know nothing of those who use them': Object.fromEntries(
    [
      'server/models/ollama.ts',
      'server/models/model.ts',
      'server/knowledge/sqlite.ts',
      'server/conversations/sqlite.ts',
      'server/live-streams/redis.ts',
    ].map((file) => [
      file,
      [
        "import { Chat } from '../chat/chat.ts';",
        "import type { Chat } from '../chat/chat.ts';",
        "import { HttpProblem } from '../http/http-problem.ts';",
        "import { healthRoutes } from '../routes/health.ts';",
        "import { createApp } from '../app.ts';",
        "import { chooseModel } from '../choose-model.ts';",
        "import { start } from '../main.ts';",
      ],
    ]),
  ),

  'http/ is free of chat': {
    'server/http/event-stream-response.ts': [
      "import type { Chat } from '../chat/chat.ts';",
      "import { chatStreamRoutes } from '../routes/chat-stream.ts';",
      "import { createApp } from '../app.ts';",
      "import type { LiveStreams } from '../live-streams/live-streams.ts';",
      "import { readConfigFile } from '../config/config-file.ts';",
    ],
  },

  'routes/ and app.ts do not turn round': {
    'server/routes/health.ts': [
      "import { createApp } from '../app.ts';",
      "import { start } from '../main.ts';",
      "import { readConfigFile } from '../config/config-file.ts';",
    ],
    'server/app.ts': ["import { start } from './main.ts';"],
  },

  'nothing in widget/conversation/ knows the DOM, Lit or fetch': {
    'widget/conversation/turn.ts': [
      "import { html } from 'lit';",
      "import { repeat } from 'lit/directives/repeat.js';",
      "import { createParser } from 'eventsource-parser';",
      "import { strings } from '../texts.ts';",
      "import { ChatClient } from '../transport/chat-client.ts';",
      "import type { ChatClient } from './../transport/chat-client.ts';",
      "import { ChatClient } from '../../widget/transport/chat-client.ts';",
      "import { panel } from '../views/panel.ts';",
      "import { KeyFence } from '../controllers/key-fence.ts';",
      "export const load = () => fetch('/');",
      "export const load = () => globalThis.fetch('/');",
      'export const load = () => new XMLHttpRequest();',
      "export const load = () => new EventSource('/');",
      "export const load = () => new WebSocket('/');",
      'export const here = () => location.href;',
      'export const here = () => globalThis.location.href;',
      'export const here = () => window.location.href;',
      'export const here = () => self.location.href;',
      'export const here = () => top?.location.href;',
      'export const here = () => parent.location.href;',
      'export const here = () => frames.location.href;',
      'export const here = () => document.baseURI;',
      'export const here = () => history.length;',
      'export const here = () => navigator.language;',
      "export const known = () => customElements.get('smail-chat');",
      "export const saved = () => localStorage.getItem('session');",
      "export const saved = () => sessionStorage.getItem('session');",
      "export const saved = () => indexedDB.open('sessions');",
      'export const parse = () => new DOMParser();',
      'export const isNode = (value: unknown) => value instanceof Node;',
      'export const isElement = (value: unknown) => value instanceof Element;',
      'export class Turn extends HTMLElement {}',
      'export const watch = () => new MutationObserver(() => {});',
      'export const watch = () => new IntersectionObserver(() => {});',
      'export const watch = () => new ResizeObserver(() => {});',
      'export const soon = () => requestAnimationFrame(() => {});',
      "export const dark = () => matchMedia('(prefers-color-scheme: dark)');",
      'export const style = () => getComputedStyle(undefined);',
      "export const draw = (node: { innerHTML: string }) => (node.innerHTML = '');",
    ],
  },

  'widget/markdown/ stands alone, and its parser knows neither the DOM nor the policy': {
    'widget/markdown/dom-view.ts': [
      "import { strings } from '../texts.ts';",
      "import type { Turn } from '../conversation/turn.ts';",
      "import { ChatClient } from '../transport/chat-client.ts';",
      "import { panel } from '../views/panel.ts';",
      "import { collect } from '../../test/widget/harness/collect.ts';",
      "import { marked } from 'marked';",
      "export const load = () => fetch('/');",
    ],
    'widget/markdown/block-parser.ts': [
      "import { html } from 'lit';",
      "import { copyText } from '../copy-text.ts';",
      "import { DocumentView } from './dom-view.ts';",
      "import { patchInlines } from './inline-nodes.ts';",
      "import { CodeView } from './code-view.ts';",
      "import { safeHref } from './link-policy.ts';",
      "import { StreamingMarkdown } from './streaming-markdown.ts';",
      "import { markdownStyles } from './markdown.styles.ts';",
      "export const node = () => document.createElement('p');",
      'export const isNode = (value: unknown) => value instanceof Node;',
      'export const soon = () => setTimeout(() => {}, 20);',
    ],
  },

  'only widget/transport/ knows HTTP': Object.fromEntries(
    ['widget/smail-chat-element.ts', 'widget/controllers/chatbot-controller.ts', 'widget/views/panel.ts'].map(
      (file) => [
        file,
        [
          "export const load = () => fetch('/');",
          "export const load = () => window.fetch('/');",
          "export const load = () => globalThis.fetch('/');",
          "export const load = () => globalThis['fetch']('/');",
          "export const load = () => document.defaultView?.fetch('/');",
          'export const { fetch: load } = window;',
          'export const load = () => new XMLHttpRequest();',
          'export const load = () => new window.XMLHttpRequest();',
          "export const load = () => new EventSource('/');",
          "export const load = () => new window.EventSource('/');",
          "export const load = () => new WebSocket('/');",
          "export const load = () => new window.WebSocket('/');",
          "export const send = () => navigator.sendBeacon('/');",
        ],
      ],
    ),
  ),

  'transport/ knows nothing of the page': {
    'widget/transport/chat-client.ts': [
      "import { html } from 'lit';",
      "import { repeat } from 'lit/directives/repeat.js';",
      "import { unsafeHTML } from 'lit/directives/unsafe-html.js';",
      "import { render } from 'lit-html';",
      "import { render } from 'lit-html/lit-html.js';",
      "import { LitElement } from 'lit-element';",
      "import { LitElement } from 'lit-element/lit-element.js';",
      "import { Task } from '@lit/task';",
      "import { KeyFence } from '../controllers/key-fence.ts';",
      "import { panel } from '../views/panel.ts';",
      "import { SmailChatElement } from '../smail-chat-element.ts';",
      "import { styles } from '../smail-chat.styles.ts';",
      "import { SmailChatElement } from './../smail-chat-element.ts';",
    ],
  },

  'views only draw': {
    'widget/views/panel.ts': [
      "import { KeyFence } from '../controllers/key-fence.ts';",
      "import type { KeyFence } from './../controllers/key-fence.ts';",
      "import { ChatClient } from '../transport/chat-client.ts';",
      "import { ChatClient } from '../../widget/transport/chat-client.ts';",
      "import { SmailChatElement } from '../smail-chat-element.ts';",
    ],
  },

  'no HTML string is ever made into nodes': Object.fromEntries([
    ...[
      'widget/smail-chat.ts',
      'widget/controllers/key-fence.ts',
      'widget/markdown/link.ts',
      'widget/views/panel.ts',
      'test/widget/turn.test.ts',
    ].map((file) => [
      file,
      [
        "import { unsafeHTML } from 'lit/directives/unsafe-html.js';",
        "import { unsafeSVG } from 'lit/directives/unsafe-svg.js';",
        "import { unsafeHTML } from 'lit-html/directives/unsafe-html.js';",
        "import { html, unsafeStatic } from 'lit/static-html.js';",
        "import { html, unsafeStatic } from 'lit-html/static.js';",
      ],
    ]),
    ...['widget/smail-chat-element.ts', 'widget/transport/chat-client.ts', 'widget/views/growing-text.ts'].map(
      (file) => [
        file,
        [
          "document.body.innerHTML = '';",
          "document.body['innerHTML'] = '';",
          "document.body.outerHTML = '';",
          "document.body.insertAdjacentHTML('beforeend', '');",
          "document.body.setHTML('');",
          "document.body.setHTMLUnsafe('');",
          "Document.parseHTML('');",
          "Document.parseHTMLUnsafe('');",
          'export const parse = () => new DOMParser();',
          'export const parse = () => new window.DOMParser();',
          "export const parse = (parser: { parseFromString(text: string): Node }) => parser.parseFromString('');",
          "new Range().createContextualFragment('');",
          "document.createElement('iframe').srcdoc = '';",
          "document.execCommand('insertHTML');",
          "document.write('');",
          "document.writeln('');",
        ],
      ],
    ),
  ]),
};

const ALLOWED: Lines = {
  'protocol/ stands on itself': {
    'protocol/chat-event.ts': ["import { isProblemCode, type ProblemCode } from './problem.ts';"],
  },

  'main.ts puts the parts together': {
    'server/main.ts': [
      "import { createServer } from 'node:http';",
      "import { pino, type Logger } from 'pino';",
      "import { createApp } from './app.ts';",
      "import { Chat } from './chat/chat.ts';",
      "import { chooseModel } from './choose-model.ts';",
      "import { readConfigFile, type Config } from './config/config-file.ts';",
      "import { SqliteConversations } from './conversations/sqlite.ts';",
      "import { MemoryConversations } from './conversations/memory.ts';",
      "import { SqliteKnowledge } from './knowledge/sqlite.ts';",
      "import { PassageSearch } from './knowledge/search.ts';",
      "import { RedisLiveStreams } from './live-streams/redis.ts';",
      ...portsFrom('./'),
    ],
    'server/choose-model.ts': [
      "import type { ModelSettings } from './config/environment.ts';",
      "import { ModelError } from './models/model.ts';",
      "import { createOllama } from './models/ollama.ts';",
      "import { createOpenAiCompatible } from './models/openai-compatible.ts';",
      "import { createQuote } from './models/quote.ts';",
      "import { withTimeLimits } from './models/time-limits.ts';",
      "import type { ProblemCode } from '../protocol/problem.ts';",
      "import type { Logger } from 'pino';",
      ...portsFrom('./'),
    ],
    'server/a-new-part.ts': [
      "import { encodeEvent } from '../protocol/event-stream.ts';",
      "import { Counter } from 'prom-client';",
      ...portsFrom('./'),
    ],
    'server/a-new-folder/part.ts': portsFrom('../'),
    'server/config/config-file.ts': [
      "import { readFile } from 'node:fs/promises';",
      "import { z } from 'zod';",
      "import { ID_PATTERN } from '../../protocol/limits.ts';",
      "import { ConfigError } from './config-error.ts';",
    ],
  },

  'the HTTP side': {
    'server/app.ts': [
      "import express, { type Express } from 'express';",
      "import helmet from 'helmet';",
      "import type { Logger } from 'pino';",
      "import type { Chat } from './chat/chat.ts';",
      "import type { Config } from './config/config-file.ts';",
      "import { corsHeaders } from './http/origins.ts';",
      "import { healthRoutes } from './routes/health.ts';",
      "import { PATHS } from '../protocol/requests.ts';",
      ...portsFrom('./'),
    ],
    'server/routes/chat-stream.ts': [
      "import { Router } from 'express';",
      "import { z } from 'zod';",
      "import { createHash } from 'node:crypto';",
      "import { PATHS, type ChatRequest } from '../../protocol/requests.ts';",
      "import type { Chat } from '../chat/chat.ts';",
      "import { AnswerStopped } from '../chat/answer-stopped.ts';",
      "import type { Chatbot } from '../config/config-file.ts';",
      "import { jsonBody, parseBody } from '../http/json-body.ts';",
      "import { findChatbot } from './chatbots.ts';",
      ...portsFrom('../'),
    ],
    'server/http/origins.ts': [
      "import type { RequestHandler } from 'express';",
      "import helmet from 'helmet';",
      "import { STATUS_CODES } from 'node:http';",
      "import type { Logger } from 'pino';",
      "import { BODY_MAX_BYTES } from '../../protocol/limits.ts';",
      "import type { Chatbot } from '../config/config-file.ts';",
      "import { HttpProblem } from './http-problem.ts';",
    ],
  },

  'the use case': {
    'server/chat/run-answer.ts': [
      "import { randomUUID } from 'node:crypto';",
      "import { LRUCache } from 'lru-cache';",
      "import type { Logger } from 'pino';",
      "import { ANSWER_MAX_BYTES } from '../../protocol/limits.ts';",
      "import type { Chatbot } from '../config/config-file.ts';",
      "import { type Chatbot } from '../config/config-file.ts';",
      "import { buildPrompt } from './prompt.ts';",
      "import { ModelError, type Model } from '../models/model.ts';",
      ...portsFrom('../'),
    ],
  },

  'ports and adapters': {
    'server/models/model.ts': [
      "import type { ProblemCode } from '../../protocol/problem.ts';",
      "import type { FoundPassage } from '../knowledge/knowledge.ts';",
    ],
    'server/knowledge/knowledge.ts': [
      "import type { Message } from '../conversations/conversations.ts';",
      "import type { LiveStreams } from '../live-streams/live-streams.ts';",
      "import type { Prompt } from '../models/model.ts';",
    ],
    'server/models/ollama.ts': [
      "import { Ollama } from 'ollama';",
      "import type { IncomingMessage } from 'node:http';",
      "import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';",
      "import type { ModelSettings } from '../config/environment.ts';",
      "import { ModelError, type Model } from './model.ts';",
      "import { requestUpstream } from './upstream.ts';",
      ...portsFrom('../'),
    ],
    'server/models/time-limits.ts': ["import { ModelError } from './model.ts';"],
    'server/knowledge/search.ts': [
      "import { DatabaseSync } from 'node:sqlite';",
      "import type { Passage } from './knowledge.ts';",
      "import { wordsOf } from './terms.ts';",
    ],
    'server/knowledge/reading/folder.ts': ["import type { Document } from '../document.ts';"],
    'server/conversations/sqlite.ts': [
      "import { DatabaseSync } from 'node:sqlite';",
      "import type { Source } from '../../protocol/chat-event.ts';",
      "import type { Conversations } from './conversations.ts';",
      "import { MIGRATIONS } from './migrations.ts';",
    ],
    'server/live-streams/redis.ts': [
      "import { createClient } from 'redis';",
      "import { StreamClosedError, type LiveStreams } from './live-streams.ts';",
    ],
  },

  'the headless conversation': {
    'widget/conversation/conversation.ts': [
      "import type { ProblemCode } from '../../protocol/problem.ts';",
      "import type { Turn } from './turn.ts';",
      'export const last = (turn: { location: string; parent: number }) => turn.location;',
      'export const depth = (parent: number) => parent + 1;',
    ],
  },

  'streaming Markdown': {
    'widget/markdown/block-parser.ts': ["import { Line } from './line.ts';"],
    'widget/markdown/dom-view.ts': ["import { CodeView } from './code-view.ts';"],
    'widget/markdown/code-view.ts': ["import { copyText } from '../copy-text.ts';"],
    'widget/markdown/markdown.styles.ts': ["import { css } from 'lit';"],
  },

  'the transport': {
    'widget/transport/chat-client.ts': [
      "import { createParser } from 'eventsource-parser';",
      "import { PATHS } from '../../protocol/requests.ts';",
      "import type { Failure } from '../conversation/failure.ts';",
      "import { httpUrl } from '../http-url.ts';",
      "import { ChatError } from './chat-error.ts';",
      "export const load = () => fetch('/');",
      "export const load = () => globalThis.fetch('/');",
      "export const send = () => navigator.sendBeacon('/');",
    ],
  },

  'the page': {
    'widget/smail-chat.ts': [
      "import { httpUrl } from './http-url.ts';",
      "import { SmailChatElement } from './smail-chat-element.ts';",
      "customElements.define('smail-chat', class extends HTMLElement {});",
      "document.body.append(document.createElement('smail-chat'));",
    ],
    'widget/smail-chat-element.ts': [
      "import { html, LitElement } from 'lit';",
      "import { property } from 'lit/decorators.js';",
      "import { KeyFence } from './controllers/key-fence.ts';",
      "import { ChatClient } from './transport/chat-client.ts';",
      "import { panel } from './views/panel.ts';",
      "import type { ProblemCode } from '../protocol/problem.ts';",
    ],
    'widget/controllers/conversation-controller.ts': [
      "import type { ReactiveController } from 'lit';",
      "import type { StoredEvent } from '../../protocol/chat-event.ts';",
      "import { append } from '../conversation/conversation.ts';",
      "import { asFailure } from '../transport/chat-error.ts';",
      "import { onNextFrame } from '../next-frame.ts';",
      'export class Loader { #fetch = () => {}; load() { this.#fetch(); } }',
      'export const origin = () => location.origin;',
    ],
    'widget/views/message-list.ts': [
      "import { html, nothing } from 'lit';",
      "import { repeat } from 'lit/directives/repeat.js';",
      "import type { PublicChatbot } from '../../protocol/requests.ts';",
      "import type { Conversation } from '../conversation/conversation.ts';",
      "import { markdown } from '../markdown/markdown.ts';",
      "import { strings } from '../texts.ts';",
      "import { httpUrl } from '../http-url.ts';",
      "import { turnMessages } from './turn.ts';",
      "export const text = document.createTextNode('');",
    ],
    'widget/markdown/dom-view.ts': ["document.createElement('p').append('text');"],
  },

  'tests and scripts import what they need': {
    'scripts/build-widget.ts': ["import { build } from 'esbuild';"],
    'scripts/take-screenshot.ts': ["import { startServer } from '../test/end-to-end/running-server.ts';"],
    'test/contract/live-streams.test.ts': [
      "import { MemoryLiveStreams } from '../../server/live-streams/memory.ts';",
      "import { createApp } from '../../server/app.ts';",
    ],
    'test/widget/turn.test.ts': ["import { advance } from '../../widget/conversation/turn.ts';"],
  },
};

/** What holds the directions; the last two close the ways round `no-restricted-imports`: `require` and `import('…').Type`. */
const RULES: ReadonlySet<string | undefined> = new Set([
  'eslint(no-restricted-imports)',
  'eslint(no-restricted-globals)',
  'eslint(no-restricted-properties)',
  'typescript(no-require-imports)',
  'typescript(consistent-type-imports)',
]);

/** A circle of types alone. */
const CIRCLE: readonly (readonly [file: string, source: string])[] = [
  [
    'server/chat/chat.ts',
    "import type { Running } from './running-answer.ts';\nexport type Chat = Running | undefined;",
  ],
  ['server/chat/running-answer.ts', "import type { Chat } from './chat.ts';\nexport type Running = Chat | undefined;"],
];

interface Line {
  readonly about: string;
  readonly file: string;
  readonly source: string;
  /** The folder of a copy of the layout: the line's number among those of the same file, so that no two share one. */
  readonly project: string;
}

const linesOfFile = new Map<string, number>();
const forbidden = each(FORBIDDEN);
const allowed = each(ALLOWED);

function each(lines: Lines): readonly Line[] {
  return Object.entries(lines).flatMap(([about, files]) =>
    Object.entries(files).flatMap(([file, sources]) =>
      sources.map((source) => {
        const number = linesOfFile.get(file) ?? 0;
        linesOfFile.set(file, number + 1);
        return { about, file, source, project: String(number) };
      }),
    ),
  );
}

let findings: readonly Finding[];

beforeAll(async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'smail-directions-'));
  const files = [
    ...[...forbidden, ...allowed].map(({ project, file, source }) => ({ path: join(project, file), source })),
    ...CIRCLE.map(([file, source]) => ({ path: join('circle', file), source })),
  ];
  const source = await readFile(new URL('../../.oxlintrc.json', import.meta.url), 'utf8');
  const projects = new Set(['circle', ...[...forbidden, ...allowed].map(({ project }) => project)]);
  const configurations = [...projects].map((project) => ({ path: join(project, '.oxlintrc.json'), source }));
  await Promise.all([...files, ...configurations].map((file) => write(join(folder.path, file.path), file.source)));
  findings = await lint(folder.path);
});

const findingsOn = ({ project, file }: Line) =>
  findings.filter(({ filename, code }) => filename === `${project}/${file}` && RULES.has(code));

it('every line can be parsed', () => {
  expect(findings.filter(({ code }) => code === undefined)).toEqual([]);
});

describe('what is never so', () => {
  for (const line of forbidden) {
    it(`${line.about}; so not in ${line.file}: ${line.source}`, () => expect(findingsOn(line)).not.toEqual([]));
  }

  it('no import goes in a circle, not even of types', () => {
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'import(no-cycle)', filename: expect.stringContaining('circle/') }),
    );
  });
});

describe('what is right', () => {
  for (const line of allowed) {
    it(`${line.about}: ${line.file} may have ${line.source}`, () => expect(findingsOn(line)).toEqual([]));
  }
});

interface Finding {
  /** From the folder that was linted. */
  readonly filename: string;
  /** The rule, as `plugin(rule)`; what can't be parsed breaks none. */
  readonly code?: string;
  readonly message: string;
}

async function write(path: string, source: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${source}\n`);
}

/** Lints everything below `folder` in one run, each file by the configuration that is nearest to it. */
async function lint(folder: string): Promise<readonly Finding[]> {
  const oxlint = fileURLToPath(new URL('../../node_modules/oxlint/bin/oxlint', import.meta.url));
  const output = await new Promise<string>((resolve) => {
    // It exits with 1 because it finds something, which is what we want of it.
    const options = { cwd: folder, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [oxlint, '--format', 'json'], options, (_error, stdout) => resolve(stdout));
  });
  return (JSON.parse(output) as { diagnostics: readonly Finding[] }).diagnostics;
}
