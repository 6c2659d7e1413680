import { Ollama } from 'ollama';
import { z } from 'zod';
import { ModelError, type Model } from './model.ts';
import { parseUpstream, readLines, readText, requestUpstream } from './upstream.ts';

export interface OllamaOptions {
  /** As the OLLAMA_HOST of Ollama itself: an address, a host, or a host and a port. Absent: `http://127.0.0.1:11434`. */
  readonly host?: string | undefined;
  /** Such as `llama3.2`. Absent: the first model that Ollama lists and that can chat, looked up at the first question. */
  readonly model?: string | undefined;
}

/**
 * The smallest context that is asked for, in tokens: where nobody asks, Ollama takes as little, and drops the beginning of a prompt
 * that is longer without a word (Ollama, "FAQ: How can I specify the context window size?").
 */
const CONTEXT_MIN_TOKENS = 4_096;

/** A model that runs in Ollama. */
export function createOllama({ host, model }: OllamaOptions = {}): Model {
  let chosen = model;
  let context = CONTEXT_MIN_TOKENS;
  return {
    get name() {
      return chosen === undefined ? 'ollama' : `ollama (${chosen})`;
    },
    followsInstructions: true,

    async *generate(prompt, signal) {
      // The client can't be aborted before the first byte, and leaving its loop leaves the connection open (ollama 0.6.4).
      const leaving = new AbortController();
      const stop = AbortSignal.any([signal, leaving.signal]);
      try {
        chosen ??= await findModel(host, stop);
        // Ollama loads the model anew for every other size, so it doubles where it must, and never shrinks.
        while (context < prompt.promptTokens + prompt.maxTokens) context *= 2;
        const answer = await connect(host, stop, checkedChat).chat({
          model: chosen,
          messages: [...prompt.messages],
          stream: true,
          options: { num_ctx: context, num_predict: prompt.maxTokens },
        });
        for await (const chunk of answer as AsyncIterable<ChatLine>) {
          stop.throwIfAborted();
          if (chunk.message.thinking) yield { type: 'thinking' };
          if (chunk.message.content) yield { type: 'text', text: chunk.message.content };
          if (chunk.done) {
            yield {
              type: 'end',
              finishReason: chunk.done_reason === 'length' ? 'length' : 'stop',
              ...(chunk.prompt_eval_count !== undefined && { promptTokens: chunk.prompt_eval_count }),
              ...(chunk.eval_count !== undefined && { completionTokens: chunk.eval_count }),
            };
          }
        }
      } finally {
        leaving.abort();
      }
    },
  };
}

/**
 * Asks an Ollama server what it has.
 * @returns the names of the models that can chat, the one that was changed last first.
 * @throws {ModelError} if the server can't be reached or is no Ollama; the reason of `signal` when that aborts.
 */
export async function listOllamaModels(host: string | undefined, signal: AbortSignal): Promise<string[]> {
  const { models } = await connect(host, signal, checkedList).list();
  return models.filter(canChat).map(({ name }) => name);
}

async function findModel(host: string | undefined, signal: AbortSignal): Promise<string> {
  const [first] = await listOllamaModels(host, signal);
  if (first === undefined) {
    throw new ModelError('llm_unavailable', 'Ollama has no model that can chat: run "ollama pull llama3.2"');
  }
  return first;
}

/** The list does not say what a model is for. Those that only embed belong to the BERT family, or say so in their names. */
function canChat({ name, details }: ListedModel): boolean {
  return !/bert/i.test(details.family) && !/embed/i.test(name);
}

/** Gives a body on, once it is sure that the client can do nothing but take it as it is. */
type Check = (pieces: AsyncIterable<string>) => AsyncIterator<string, void>;

/**
 * The client (0.6.4), with a `fetch` that keeps its weak sides out of reach: it skips lines that are not JSON, writes them
 * and error pages to the console, and gives no `signal` where it does not stream. With this one a failure of the other
 * side is thrown before it becomes a `Response`, or while its body is read, and the client lets it pass.
 */
function connect(host: string | undefined, signal: AbortSignal, check: Check): Ollama {
  return new Ollama({
    host: host ?? '',
    async fetch(url, init) {
      const response = await requestUpstream(url as string, {
        method: init?.method === 'POST' ? 'POST' : 'GET',
        headers: init?.headers as Record<string, string>,
        body: init?.body as string | undefined,
        signal,
      });
      return new Response(toByteStream(check(readText(response, signal))));
    },
  });
}

function toByteStream(texts: AsyncIterator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await texts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    },
    // Nothing is read ahead of the client.
    { highWaterMark: 0 },
  );
}

/** A line of `/api/chat`; the client's own types promise fields that only the last line has. A line with an `error` is none. */
const chatLine = z.object({
  error: z.undefined().optional(),
  message: z.object({ content: z.string(), thinking: z.string().optional() }),
  done: z.boolean(),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().optional(),
  eval_count: z.number().optional(),
});
type ChatLine = z.infer<typeof chatLine>;

async function* checkedChat(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let done = false;
  for await (const line of readLines(pieces)) {
    if (line.trim() === '') continue;
    ({ done } = parseUpstream(chatLine, line));
    yield `${line}\n`;
  }
  if (!done) throw new ModelError('llm_error', 'Ollama ended the stream before the answer was done');
}

const modelList = z.object({
  models: z.array(z.object({ name: z.string(), details: z.object({ family: z.string() }) })),
});
type ListedModel = z.infer<typeof modelList>['models'][number];

async function* checkedList(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const piece of pieces) text += piece;
  parseUpstream(modelList, text);
  yield text;
}
