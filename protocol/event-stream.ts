import type { StoredEvent } from './chat-event.ts';

/** The media type of a stream (WHATWG HTML, section 9.2.5). */
export const EVENT_STREAM_MEDIA_TYPE = 'text/event-stream';

/** A comment block: it keeps the connection alive and says nothing (WHATWG HTML, section 9.2.7). */
export const PING = ': ping\n\n';

/** @returns the event as one server-sent event. `JSON.stringify` leaves no line break in it that could end the field. */
export function encodeEvent({ id, event }: StoredEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}
