import { startModelServer, type ModelServer, type ModelServerOptions } from './model-server.ts';

const MODEL = 'local-model';
const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_795_183_200, model: MODEL };

/** A server that speaks OpenAI's chat completions, streamed, with usage: `/v1/chat/completions` and `/v1/models`. */
export function startOpenAiServer(options: ModelServerOptions): Promise<ModelServer> {
  const dialect = {
    chatPath: '/v1/chat/completions',
    mediaType: 'text/event-stream; charset=utf-8',
    documents: { '/v1/models': { object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'library' }] } },
    models: [MODEL],
    thinking: () => event(choice({ reasoning_content: 'hm ' })),
    token: (text: string) => event(choice({ content: text })),
    end: (finishReason: string, tokens: number) =>
      [
        event(choice({}, finishReason)),
        event({
          choices: [],
          usage: { prompt_tokens: 26, completion_tokens: tokens, total_tokens: 26 + tokens },
        }),
        'data: [DONE]\n\n',
      ].join(''),
    error: (message: string) => event(failure(message)),
    problem: (message: string) => failure(message),
  };
  return startModelServer(dialect, options);
}

function event(body: object): string {
  return `data: ${JSON.stringify({ ...HEAD, ...body })}\n\n`;
}

function choice(delta: object, finishReason: string | null = null): object {
  return { choices: [{ index: 0, delta, finish_reason: finishReason }], usage: null };
}

function failure(message: string): object {
  return { error: { message, type: 'server_error', param: null, code: null } };
}
