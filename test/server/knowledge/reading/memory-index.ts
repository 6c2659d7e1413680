import {
  SKIPPED_NAMED_MAX,
  type DocumentIndex,
  type IndexEntry,
  type IndexSummary,
} from '../../../../server/knowledge/document-index.ts';
import type { Document } from '../../../../server/knowledge/document.ts';

type Kept = ReadonlyMap<string, { readonly document: Document; readonly fingerprint: string }>;

/** The port, as simple as it can be: what a reading hands over is taken over whole or not at all. */
export class MemoryIndex implements DocumentIndex {
  readonly #sources = new Map<string, Kept>();

  documents(chatbotId: string, source: string): readonly Document[] {
    return [...(this.#sources.get(`${chatbotId} ${source}`)?.values() ?? [])].map(({ document }) => document);
  }

  async fingerprints(chatbotId: string, source: string): Promise<ReadonlyMap<string, string>> {
    const kept = this.#sources.get(`${chatbotId} ${source}`) ?? new Map();
    return new Map([...kept].map(([id, { fingerprint }]) => [id, fingerprint]));
  }

  async replace(
    chatbotId: string,
    source: string,
    entries: AsyncIterable<IndexEntry>,
    signal: AbortSignal,
  ): Promise<IndexSummary> {
    const before: Kept = this.#sources.get(`${chatbotId} ${source}`) ?? new Map();
    const after = new Map<string, { document: Document; fingerprint: string }>();
    const skipped: { id: string; reason: string }[] = [];
    let documents = 0;
    for await (const entry of entries) {
      signal.throwIfAborted();
      if (entry.type === 'skipped') {
        skipped.push({ id: entry.id, reason: entry.reason });
        after.delete(entry.id);
      } else if (entry.type === 'document') {
        documents++;
        after.set(entry.document.id, entry);
      } else {
        const same = before.get(entry.id);
        if (same) after.set(entry.id, same);
      }
    }
    signal.throwIfAborted();
    this.#sources.set(`${chatbotId} ${source}`, after);
    return {
      documents,
      passages: 0,
      unchanged: after.size - documents,
      removed: [...before.keys()].filter((id) => !after.has(id)).length,
      skipped: skipped.slice(0, SKIPPED_NAMED_MAX),
      skippedCount: skipped.length,
    };
  }

  async sources(chatbotId: string): Promise<readonly string[]> {
    const filled = [...this.#sources].filter(([, kept]) => kept.size > 0).map(([key]) => key);
    const own = `${chatbotId} `;
    return filled
      .filter((key) => key.startsWith(own))
      .map((key) => key.slice(own.length))
      .toSorted();
  }

  async retain(chatbotId: string, sources: readonly string[]): Promise<number> {
    let removed = 0;
    for (const source of await this.sources(chatbotId)) {
      if (sources.includes(source)) continue;
      removed += this.documents(chatbotId, source).length;
      this.#sources.delete(`${chatbotId} ${source}`);
    }
    return removed;
  }
}
