import { ChatError } from './chat-error.ts';

/** A browser may remember that an address could not be imported, and not try again: after a failure it is another one. */
let failures = 0;

/**
 * Imports a module of the server's.
 * @param name - the file's.
 * @param beside - the address of what stands beside it.
 * @throws {ChatError} `connection`; `final` where the server does not have it, because the page's own script is of another version.
 */
export async function importScript(name: string, beside: string): Promise<unknown> {
  const url = new URL(name, beside);
  if (failures > 0) url.search = String(failures);
  try {
    return await import(url.href);
  } catch (cause) {
    failures += 1;
    throw new ChatError('connection', 'the rest of the script could not be had', { cause, final: await isGone(url) });
  }
}

/** `import()` tells nothing of why it failed. */
async function isGone(url: URL): Promise<boolean> {
  try {
    return (await fetch(url, { method: 'HEAD', credentials: 'omit', cache: 'no-store' })).status === 404;
  } catch {
    // The server cannot be reached, which is another failure.
    return false;
  }
}
