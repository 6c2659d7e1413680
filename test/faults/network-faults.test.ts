import { expect } from 'vitest';
import { PATHS } from '../../protocol/requests.ts';
import { startNginx, substitute } from '../end-to-end/nginx.ts';
import { describeFaults, type Row } from './fault-suite.ts';
import {
  eachEvent,
  GZIP,
  HTML,
  inBlocks,
  startHttpProxy,
  UNCHANGED,
  withLineEnding,
  type Rewriting,
} from './http-proxy.ts';
import type { Reader } from './reader.ts';
import { ANSWER, type Scene } from './scene.ts';
import type { Tab } from './tab.ts';
import type { Fault } from './tcp-proxy.ts';

/** Tokens that take up 90 kB, more than any of the buffers. */
const LARGE = {
  type: 'answer',
  tokens: Array.from({ length: 60 }, (_, index) => `token${index + 1} ${'buffered '.repeat(170)}`),
  intervalMs: 50,
} as const;

const MULTI_BYTE = {
  type: 'answer',
  tokens: Array.from({ length: 40 }, (_, index) => `token${index + 1} 日本語 👩‍👧 é `),
  intervalMs: 10,
} as const;

/** Long enough to tell a proxy that holds an answer back from a short answer, and small enough for nginx's first buffer. */
const SLOW = { type: 'answer', tokens: 20, intervalMs: 150 } as const;

/** The silence that the widget takes for the end of a connection, and time for the rest, in milliseconds. */
const STALL_MS = 50_000;

/** Silence is noticed sooner than in the widget. */
const SOON = { silenceMs: 1_000 };

/** The chat asks over new connections, of which the first ones are spoiled. */
function spoil(connections: number, fault: Fault): (scene: Scene, tab: Tab) => Promise<void> {
  return async (scene, tab) => {
    const before = scene.front.connections;
    scene.front.fault = (connection) => (connection < before + connections ? fault : { type: 'none' });
    scene.front.dropAll();
    await tab.ask();
    await tab.untilTokens(ANSWER.tokens);
  };
}

/** The connection in which the stream comes breaks, and another one brings the rest. */
function spoilStream(
  fault: Fault,
  behaviour: Scene['model']['behaviour'] = ANSWER,
): (scene: Scene, reader: Reader) => Promise<void> {
  return async (scene, reader) => {
    scene.model.behaviour = behaviour;
    // The first connection opens the session, and may bring the stream as well; otherwise the second one does.
    const before = scene.front.connections;
    scene.front.fault = (connection) => (connection < before + 2 ? fault : { type: 'none' });
    await reader.ask();
    await reader.ended();
    expect(reader.steps).toContain('resumed');
  };
}

/** The first stream is rewritten. */
function rewritten(
  fault: string,
  rewriting: Rewriting,
  {
    behaviour = ANSWER,
    steps = [],
  }: { behaviour?: Scene['model']['behaviour']; steps?: readonly Reader['steps'][number][] } = {},
): Row {
  return {
    fault,
    visitor: 'reader',
    async happens(scene, reader) {
      const proxy = scene.keep(
        await startHttpProxy(scene.front.url, (stream) => (stream === 0 ? rewriting : UNCHANGED)),
      );
      scene.model.behaviour = behaviour;
      reader.visit(proxy.url);
      await reader.ask();
      await reader.ended();
      expect(reader.steps).toEqual(['session', ...steps]);
      reader.visit(scene.front.url);
    },
    shown: 'whole',
    state: 'complete',
  };
}

/** nginx collects the stream and passes it on at its end, after which the chat asks for whole answers. */
function heldBackByNginx(fault: string, setting: string, replacement: string): Row {
  return {
    fault,
    visitor: 'chromium',
    async happens(scene, tab) {
      const nginx = await startNginx(scene.front.url, (config) =>
        substitute(
          substitute(config, 'proxy_buffering off;', 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;'),
          setting,
          replacement,
        ),
      );
      scene.keep(nginx);
      scene.model.behaviour = SLOW;
      await tab.visit(nginx.url);
      await tab.ask();
      await tab.untilTokens(SLOW.tokens);
      await tab.ended();
      expect(await tab.diagnostics()).toEqual([{ kind: 'fallback', reason: 'held-back' }]);
      // The next one is asked for as a whole.
      scene.model.behaviour = ANSWER;
      const before = scene.requests.length;
      const path = tab.page.waitForRequest((request) => request.method() === 'POST');
      await tab.ask('How much is a family ticket?');
      expect(new URL((await path).url()).pathname).toBe(PATHS.chat);
      await tab.untilTokens(ANSWER.tokens);
      expect(scene.requests).toHaveLength(before + 1);
    },
    shown: 'whole',
    state: 'complete',
    asked: 2,
    questions: 2,
  };
}

describeFaults('the network', [
  {
    fault: 'connection closed (FIN) in the middle',
    visitor: 'chromium',
    happens: spoil(1, { type: 'cut', afterBytes: 4_000 }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'connection reset (RST) in the middle',
    visitor: 'chromium',
    happens: spoil(1, { type: 'cut', afterBytes: 4_000, abruptly: true }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'four connections cut one after the other',
    visitor: 'chromium',
    happens: spoil(4, { type: 'cut', afterBytes: 2_500 }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'request lost',
    visitor: 'chromium',
    happens: spoil(1, { type: 'lose-request' }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'response lost',
    visitor: 'chromium',
    happens: spoil(2, { type: 'lose-response' }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'every byte a segment of its own',
    visitor: 'chromium',
    happens: spoil(1, { type: 'dribble' }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'network gone, and back',
    visitor: 'chromium',
    async happens(scene, tab) {
      await tab.ask();
      await tab.untilTokens(10);
      scene.front.down();
      await tab.page
        .getByText(/Reconnecting, attempt \d of 5/)
        .first()
        .waitFor();
      scene.front.up();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'connection half open: nothing comes through, either way',
    visitor: 'reader',
    options: SOON,
    happens: spoilStream({ type: 'half-open', afterBytes: 3_000 }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'connection closed (FIN) inside a character',
    visitor: 'reader',
    happens: spoilStream({ type: 'cut-character', afterBytes: 3_000 }, MULTI_BYTE),
    shown: 'whole',
    state: 'complete',
  },
  rewritten('a proxy that buffers 4 kB', inBlocks(4_096), { behaviour: LARGE }),
  rewritten('a proxy that buffers 16 kB', inBlocks(16_384), { behaviour: LARGE }),
  rewritten('a proxy that buffers 64 kB', inBlocks(65_536), { behaviour: LARGE }),
  rewritten('a proxy that compresses (gzip)', GZIP, { behaviour: SLOW, steps: ['fallback'] }),
  rewritten('a proxy that writes CR LF for LF', withLineEnding('\r\n'), { behaviour: MULTI_BYTE }),
  rewritten('a proxy that writes CR for LF', withLineEnding('\r'), { behaviour: MULTI_BYTE }),
  rewritten(
    'a proxy that loses an event',
    eachEvent((place) => (place === 20 ? 0 : 1)),
    { steps: ['reconnecting', 'resumed'] },
  ),
  rewritten(
    'a proxy that passes every event on twice',
    eachEvent(() => 2),
  ),
  rewritten('a portal that answers in the place of the server', HTML, { steps: ['fallback', 'whole'] }),
  heldBackByNginx('nginx that buffers', 'proxy_http_version 1.1;', 'proxy_http_version 1.0;'),
  heldBackByNginx(
    'nginx that compresses and buffers',
    'gzip off;',
    'gzip on; gzip_proxied any; gzip_types text/event-stream application/json; gzip_min_length 1;',
  ),
  {
    fault: 'connection stalls, with the 37.5 s of the widget',
    visitor: 'chromium',
    happens: spoilAndWait,
    shown: 'whole',
    state: 'complete',
  },
]);

async function spoilAndWait(scene: Scene, tab: Tab): Promise<void> {
  const before = scene.front.connections;
  scene.front.fault = (connection) => (connection === before ? { type: 'stall', afterBytes: 4_000 } : { type: 'none' });
  scene.front.dropAll();
  await tab.ask();
  await tab.untilTokens(ANSWER.tokens, STALL_MS);
}
