import type { ServerResponse } from 'node:http';

/** @returns a signal that aborts when the connection of this response closes. */
export function connectionSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  else response.once('close', () => controller.abort());
  return controller.signal;
}
