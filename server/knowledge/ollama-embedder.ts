import { Ollama } from 'ollama';
import { z } from 'zod';
import { EMBED_MAX, type Embedder } from './embeddings.ts';

/** A larger answer is none: it holds `EMBED_MAX` vectors of at most 8,192 numbers, in bytes. */
const ANSWER_MAX_BYTES = EMBED_MAX * 8_192 * 24;

const answer = z.object({ embeddings: z.array(z.array(z.number()).min(1)) });

/**
 * A model in Ollama that makes vectors.
 * @param host - as the OLLAMA_HOST of Ollama itself; absent, `http://127.0.0.1:11434`.
 * @param model - such as `nomic-embed-text`.
 */
export function createOllamaEmbedder(model: string, host?: string): Embedder {
  return {
    model,
    async embed(texts, signal) {
      if (texts.length > EMBED_MAX) throw new Error(`at most ${EMBED_MAX} texts at once`);
      // The client (0.6.4) takes no signal where it does not stream: each question has one of its own.
      const client = new Ollama({
        host: host ?? '',
        fetch: async (url, init) => bounded(await fetch(url, { ...init, signal })),
      });
      const { embeddings } = answer.parse(await client.embed({ model, input: [...texts], truncate: true }));
      const [first] = embeddings;
      if (embeddings.length !== texts.length || embeddings.some(({ length }) => length !== first?.length)) {
        throw new Error('Ollama did not give one vector of one length for each text');
      }
      return embeddings.map((vector) => Float32Array.from(vector));
    },
  };
}

/** Reads the body under the bound: the client reads it whole. */
async function bounded(response: Response): Promise<Response> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > ANSWER_MAX_BYTES) throw new Error('Ollama answered with too much');
    pieces.push(piece);
  }
  const { status, statusText, headers } = response;
  return new Response(new Blob(pieces), { status, statusText, headers: [...headers] });
}
