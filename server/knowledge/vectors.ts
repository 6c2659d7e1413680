import { LRUCache } from 'lru-cache';
import { EMBED_MAX, type Embedder, type NearPassage } from './embeddings.ts';
import type { IndexThread } from './index-thread.ts';
import type { ChatbotRow } from './lexicon.ts';
import type { PassageSearch } from './search.ts';
import type { PassageVector } from './writer-requests.ts';

/** How long a question waits for its vector, in milliseconds; then words alone are searched. */
const QUESTION_TIMEOUT_MS = 1_000;
/** How long a batch of passages may take. */
const BATCH_TIMEOUT_MS = 60_000;

/** A vector of length 1 is kept in so many steps. */
const STEPS = 127;

/** How many of the nearest passages are taken. */
const NEAREST = 50;

/** How much memory the vectors of all chatbots may take, in bytes; those that were asked last stay. */
const MEMORY_MAX_BYTES = 268_435_456;

/** A chatbot's vectors one after the other, and the passages that they belong to. */
interface Matrix {
  readonly keys: readonly number[];
  readonly values: Int8Array;
}

/** The passages' vectors: made once, kept in the index in one byte a dimension, and compared one by one. */
export class Vectors {
  readonly #search: PassageSearch;
  readonly #thread: IndexThread;
  readonly #embedder: Embedder;
  readonly #onFailure: (cause: unknown) => void;
  readonly #matrices = new LRUCache<string, Matrix>({
    maxSize: MEMORY_MAX_BYTES,
    sizeCalculation: ({ keys, values }) => Math.max(1, values.length + keys.length * 8),
  });

  constructor(search: PassageSearch, thread: IndexThread, embedder: Embedder, onFailure: (cause: unknown) => void) {
    this.#search = search;
    this.#thread = thread;
    this.#embedder = embedder;
    this.#onFailure = onFailure;
  }

  /** @returns nothing where the chatbot has no vectors, or the model does not answer in time. */
  async ofQuestion(chatbotId: string, question: string): Promise<Int8Array | undefined> {
    const some = this.#search
      .statement('SELECT 1 FROM vectors v JOIN chatbots c ON c.key = v.chatbot WHERE c.id = ? AND v.model = ? LIMIT 1')
      .get(chatbotId, this.#embedder.model);
    if (some === undefined || question.trim() === '') return undefined;
    try {
      const [vector] = await this.#embedder.embed([question], AbortSignal.timeout(QUESTION_TIMEOUT_MS));
      return vector && quantise(vector);
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }

  /** The passages that mean what is nearest, nearest first. */
  nearest(chatbot: ChatbotRow, vector: Int8Array): readonly NearPassage[] {
    const { keys, values } = this.#matrix(chatbot);
    const { length } = vector;
    if (keys.length === 0 || values.length !== keys.length * length) return [];
    return keys
      .map((key, row) => ({ key, similarity: dot(values, row * length, vector) / STEPS ** 2 }))
      .toSorted((a, b) => b.similarity - a.similarity)
      .slice(0, NEAREST);
  }

  /**
   * Makes the vectors that are missing. Where the model fails the rest is left for the next time: the index serves without.
   * Within the thread's use.
   */
  async complete(chatbotId: string, signal: AbortSignal): Promise<void> {
    const missing = this.#search.statement(
      `SELECT p.id, d.title, p.headings, p.text
       FROM passages p JOIN chatbots c ON c.key = p.chatbot JOIN documents d ON d.key = p.document
       WHERE c.id = ?1 AND NOT EXISTS
         (SELECT 1 FROM vectors v WHERE v.chatbot = p.chatbot AND v.passage = p.id AND v.model = ?2)
       ORDER BY p.key LIMIT ${EMBED_MAX}`,
    );
    try {
      for (;;) {
        const rows = missing.all(chatbotId, this.#embedder.model) as unknown as MissingRow[];
        if (rows.length === 0) return;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
        const made = await this.#embedder.embed(rows.map(textOf), limit);
        const vectors = rows.map(({ id }, index): PassageVector => {
          const vector = made[index];
          if (vector === undefined) throw new Error('the model gave fewer vectors than texts');
          return { passage: id, vector: quantise(vector) };
        });
        await this.#thread.ask({ type: 'vectors', chatbotId, model: this.#embedder.model, vectors });
      }
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #matrix({ key, version }: ChatbotRow): Matrix {
    const known = this.#matrices.get(version);
    if (known !== undefined) return known;
    const rows = this.#search
      .statement(
        `SELECT p.key, v.vector FROM vectors v JOIN passages p ON p.chatbot = v.chatbot AND p.id = v.passage
         WHERE v.chatbot = ? AND v.model = ? ORDER BY p.key`,
      )
      .all(key, this.#embedder.model) as unknown as { key: number; vector: Uint8Array }[];
    const length = rows[0]?.vector.length ?? 0;
    const values = new Int8Array(rows.length * length);
    for (const [row, { vector }] of rows.entries()) {
      if (vector.length === length) values.set(new Int8Array(vector.buffer, vector.byteOffset, length), row * length);
    }
    const matrix = { keys: rows.map((row) => row.key), values };
    this.#matrices.set(version, matrix);
    return matrix;
  }
}

interface MissingRow {
  readonly id: string;
  readonly title: string;
  /** A JSON array. */
  readonly headings: string;
  readonly text: string;
}

function textOf({ title, headings, text }: MissingRow): string {
  return [title, ...(JSON.parse(headings) as string[]), text].join('\n');
}

/** Of length 1, then in steps: the order of the similarities hardly changes. */
function quantise(vector: Float32Array): Int8Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const scale = STEPS / (Math.sqrt(square) || 1);
  return Int8Array.from(vector, (value) => Math.round(value * scale));
}

function dot(values: Int8Array, from: number, vector: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += (values[from + index] ?? 0) * (vector[index] ?? 0);
  return sum;
}
