import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { EVENT_STREAM_MEDIA_TYPE } from '../../protocol/event-stream.ts';
import { ModelError, type Model } from './model.ts';
import { parseUpstream, readText, requestUpstream } from './upstream.ts';

/** The largest event, in UTF-16 code units. */
const EVENT_MAX_LENGTH = 1_048_576;

export interface OpenAiCompatibleOptions {
  /** What stands before `/chat/completions`, such as `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string | undefined;
  readonly model: string;
}

/** A model behind OpenAI's chat completions protocol, as vLLM, llama.cpp, LM Studio and most hosts speak it. */
export function createOpenAiCompatible({ baseUrl, apiKey, model }: OpenAiCompatibleOptions): Model {
  const url = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const headers = {
    'content-type': 'application/json',
    accept: EVENT_STREAM_MEDIA_TYPE,
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  };
  return {
    name: `openai-compatible (${model})`,
    followsInstructions: true,

    async *generate({ messages, maxTokens }, signal) {
      const body = JSON.stringify({
        model,
        messages,
        max_tokens: maxTokens,
        stream: true,
        stream_options: { include_usage: true },
      });
      const response = await requestUpstream(url, { method: 'POST', headers, body, signal });
      requireEventStream(response);
      let finishReason: string | undefined;
      let usage: Usage | undefined;
      for await (const data of readEventData(readText(response, signal))) {
        signal.throwIfAborted();
        if (data === '[DONE]') {
          finishReason ??= 'stop';
          break;
        }
        const chunk = parseUpstream(answerChunk, data);
        // The usage comes after the answer's end, in a chunk without a choice.
        usage = chunk.usage ?? usage;
        const choice = chunk.choices[0];
        finishReason = choice?.finish_reason ?? finishReason;
        if (choice?.delta?.reasoning_content || choice?.delta?.reasoning) yield { type: 'thinking' };
        if (choice?.delta?.content) yield { type: 'text', text: choice.delta.content };
        // All is said. Not every server sends `[DONE]`, and one that hangs now has no part of the answer left.
        if (finishReason !== undefined && usage) break;
      }
      if (finishReason === undefined) {
        throw new ModelError('llm_error', 'the upstream ended the stream before the answer was done');
      }
      yield {
        type: 'end',
        finishReason: finishReason === 'length' ? 'length' : 'stop',
        ...(usage && { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens }),
      };
    },
  };
}

/** A chunk of the stream, as far as it matters here. One with an `error` is none. */
const answerChunk = z.object({
  error: z.null().optional(),
  choices: z.array(
    z.object({
      delta: z
        .object({
          content: z.string().nullish(),
          // Not in OpenAI's protocol: vLLM, DeepSeek and llama.cpp use the first name, OpenRouter and Ollama the second.
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});
type Usage = NonNullable<z.infer<typeof answerChunk>['usage']>;

function requireEventStream(response: IncomingMessage): void {
  const mediaType = response.headers['content-type'] ?? 'no content type';
  if (mediaType.toLowerCase().startsWith(EVENT_STREAM_MEDIA_TYPE)) return;
  response.destroy();
  throw new ModelError('llm_error', `the upstream answered with ${mediaType} instead of ${EVENT_STREAM_MEDIA_TYPE}`);
}

/**
 * Yields the `data` of the events of a text that comes in pieces. An event that its blank line does not end is dropped
 * (WHATWG HTML, section 9.2.6).
 */
async function* readEventData(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  const arrived: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: EVENT_MAX_LENGTH,
    onEvent: ({ data }) => arrived.push(data),
    onError: ({ type }) => {
      isTooLong ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const piece of pieces) {
    parser.feed(piece);
    yield* arrived.splice(0);
    if (isTooLong) throw new ModelError('llm_error', `an event is longer than ${EVENT_MAX_LENGTH}`);
  }
}
