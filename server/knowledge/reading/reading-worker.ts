import { parentPort } from 'node:worker_threads';
import { readDocument } from './read-document.ts';
import type { Described, Reading } from './reading.ts';
import { readSitemap, type Sitemap } from './sitemap.ts';

/** What the thread is asked to do; one at a time. */
export type ReadingTask =
  | { readonly type: 'document'; readonly bytes: Uint8Array; readonly described: Described }
  | { readonly type: 'sitemap'; readonly bytes: Uint8Array };

/** The thread in which documents are read, so that one that takes all time or memory can be ended with it. */
parentPort?.on('message', (task: ReadingTask) => {
  // Neither throws, so a rejection is a fault of this program, and ends the thread with its cause.
  void perform(task).then(answer);
});

function answer(result: Reading | Sitemap | 'ready'): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this port is a thread's, not a window's.
  parentPort?.postMessage(result);
}

// Says that it could be started: an error before this is the program's, one after it a document's.
answer('ready');

async function perform(task: ReadingTask): Promise<Reading | Sitemap> {
  switch (task.type) {
    case 'document':
      return readDocument(task.bytes, task.described);
    case 'sitemap':
      return readSitemap(task.bytes);
    default:
      return task satisfies never;
  }
}
