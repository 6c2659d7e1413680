import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StoredEvent } from '../../protocol/chat-event.ts';
import { encodeEvent, EVENT_STREAM_MEDIA_TYPE, PING } from '../../protocol/event-stream.ts';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';

const HEADERS = {
  'Content-Type': EVENT_STREAM_MEDIA_TYPE,
  // `no-transform` keeps proxies from compressing the stream, which would hold events back.
  'Cache-Control': 'no-store, no-transform',
  // Tells nginx to pass every event on at once (ngx_http_proxy_module, proxy_buffering).
  'X-Accel-Buffering': 'no',
} as const;

/**
 * Sends events as server-sent events, at the pace that the connection takes them: while it takes nothing, nothing is read
 * from `events`. A silence of `heartbeatMs` is filled with a comment. Resolves after the last event, or when the connection
 * is gone.
 * @param signal - aborts when the connection closes.
 */
export async function sendEventStream(
  response: ServerResponse,
  events: AsyncIterable<StoredEvent>,
  signal: AbortSignal,
  heartbeatMs: number = HEARTBEAT_MS,
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
      if (!response.write(encodeEvent(event))) await once(response, 'drain', { signal });
    }
    response.end();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
