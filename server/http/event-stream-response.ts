import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StoredEvent } from '../../protocol/chat-event.ts';
import { encodeEvent, EVENT_STREAM_MEDIA_TYPE, PING } from '../../protocol/event-stream.ts';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';

/** How long a connection may take nothing before it is closed, in milliseconds. */
const STALL_MS = 15_000;

/** What a connection has to take within that time. */
const PIECE_BYTES = 16_384;

const HEADERS = {
  'Content-Type': EVENT_STREAM_MEDIA_TYPE,
  // `no-transform` keeps proxies from compressing the stream, which would hold events back.
  'Cache-Control': 'no-store, no-transform',
  // Tells nginx to pass every event on at once (ngx_http_proxy_module, proxy_buffering).
  'X-Accel-Buffering': 'no',
  // So the socket is closed with the stream. A client that does not read would otherwise keep it for as long as an idle
  // connection is kept, with the whole stream in the system's buffers.
  Connection: 'close',
} as const;

export interface EventStreamOptions {
  /** The silence after which a comment is sent, in milliseconds. @default HEARTBEAT_MS */
  readonly heartbeatMs?: number;
  /** How long the connection may take nothing before it is closed, in milliseconds. @default 15_000 */
  readonly stallMs?: number;
}

/**
 * Sends events as server-sent events, at the pace that the connection takes them: while it takes nothing, nothing is read
 * from `events`. Resolves after the last event, or when the connection is gone; one that takes nothing for `stallMs` is
 * closed, and its reader may come back for the rest.
 * @param signal - aborts when the connection closes.
 */
export async function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<StoredEvent>,
  signal: AbortSignal,
  { heartbeatMs = HEARTBEAT_MS, stallMs = STALL_MS }: EventStreamOptions = {},
): Promise<void> {
  response.writeHead(200, HEADERS);
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    // A connection that is behind is not silent, and needs no more bytes.
    if (!response.writableNeedDrain) response.write(PING);
  }, heartbeatMs);
  try {
    for await (const event of events) {
      heartbeat.refresh();
      for (const piece of piecesOf(encodeEvent(event))) {
        if (!response.write(piece)) await taken(response, 'drain', signal, stallMs);
      }
    }
    if (signal.aborted) return;
    clearInterval(heartbeat);
    response.end();
    if (!response.writableFinished) await taken(response, 'finish', signal, stallMs);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** A large event goes out piece by piece, so that a connection that is slow, but takes one piece after the other, is not taken for dead. */
function* piecesOf(frame: string): Generator<string | Buffer, void> {
  if (frame.length <= PIECE_BYTES) {
    yield frame;
    return;
  }
  const bytes = Buffer.from(frame);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** Waits until the connection has taken what was written; one that does not within `stallMs` is closed, which aborts `signal`. */
async function taken(
  response: ServerResponse,
  event: 'drain' | 'finish',
  signal: AbortSignal,
  stallMs: number,
): Promise<void> {
  const stall = setTimeout(() => response.destroy(), stallMs);
  try {
    await once(response, event, { signal });
  } finally {
    clearTimeout(stall);
  }
}
