import { startModelServer, type ModelServer, type ModelServerOptions } from './model-server.ts';

export interface OllamaServerOptions extends ModelServerOptions {
  /** What it lists, in this order; one model, `llama3.2`, if absent. */
  readonly models?: readonly { readonly name: string; readonly family: string }[];
}

const HEAD = { model: 'llama3.2', created_at: '2026-11-20T14:00:00.000000Z' };
const LLAMA = { name: 'llama3.2:latest', family: 'llama' };

/** A server that speaks Ollama's own protocol (https://docs.ollama.com/api): `/api/chat`, `/api/tags` and `/api/version`. */
export function startOllamaServer({ models = [LLAMA], ...options }: OllamaServerOptions): Promise<ModelServer> {
  const dialect = {
    chatPath: '/api/chat',
    mediaType: 'application/x-ndjson',
    documents: {
      '/api/tags': { models: models.map(describeModel) },
      '/api/version': { version: '0.13.0' },
    },
    models: models.flatMap(({ name }) => [name, name.replace(/:latest$/, '')]),
    thinking: () => line({ ...HEAD, message: { role: 'assistant', content: '', thinking: 'hm ' }, done: false }),
    token: (text: string) => line({ ...HEAD, message: { role: 'assistant', content: text }, done: false }),
    end: (finishReason: string, tokens: number) =>
      line({
        ...HEAD,
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: finishReason,
        total_duration: 4_883_583_458,
        load_duration: 1_334_875,
        prompt_eval_count: 26,
        prompt_eval_duration: 342_546_000,
        eval_count: tokens,
        eval_duration: 4_535_599_000,
      }),
    error: (message: string) => line({ error: message }),
    problem: (message: string) => ({ error: message }),
  };
  return startModelServer(dialect, options);
}

function describeModel({ name, family }: { name: string; family: string }): object {
  return {
    name,
    model: name,
    modified_at: '2026-11-19T09:00:00.000000Z',
    size: 2_019_393_189,
    digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
    details: {
      parent_model: '',
      format: 'gguf',
      family,
      families: [family],
      parameter_size: '3.2B',
      quantization_level: 'Q4_K_M',
    },
  };
}

function line(body: object): string {
  return `${JSON.stringify(body)}\n`;
}
