import type { SavedSession } from './saved-session.ts';

/**
 * @param token - a JWT, or what was taken for one.
 * @returns what tells one visitor from another, the same for every token of the same one. It does not have the name in it, which is
 *   nobody's business who looks into the browser's storage; as little does it keep it from somebody who tries names.
 */
export function markOf(token: string): string {
  const text = subjectOf(token) ?? token;
  // FNV-1a, with two primes: 64 bits.
  let [one, other] = [0x811c9dc5, 0x811c9dc5];
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(at), 0x01000197);
  }
  return `${(one >>> 0).toString(36)}-${(other >>> 0).toString(36)}`;
}

/** Has this browser forget a conversation, in every tab of it; the server keeps it. */
export function forget(saved: SavedSession, channel: string): void {
  const { sessionId } = saved;
  saved.sessionId = undefined;
  saved.keep({ turn: undefined, draft: '' });
  if (sessionId === undefined || typeof BroadcastChannel !== 'function') return;
  const tabs = new BroadcastChannel(channel);
  // A channel is of one origin, unlike a window.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  tabs.postMessage({ type: 'ended', sessionId });
  tabs.close();
}

/** @returns `sub` (RFC 7519, section 4.1.2), unless there is none. Nothing is verified: that is for the server. */
function subjectOf(token: string): string | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { sub } = Object(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
