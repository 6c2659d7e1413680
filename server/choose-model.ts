import type { ModelSettings } from './config/environment.ts';
import type { Model } from './models/model.ts';
import { createOllama, listOllamaModels } from './models/ollama.ts';
import { createOpenAiCompatible } from './models/openai-compatible.ts';
import { createQuote } from './models/quote.ts';
import { withTimeLimits, type TimeLimits } from './models/time-limits.ts';

/** How long the look for a local Ollama may take at start, in milliseconds. */
const PROBE_MS = 2_000;

export interface ModelChoice {
  readonly model: Model;
  /** Why it is this one and how to have another, for the operator. */
  readonly reason: string;
}

export interface ModelChoiceOptions {
  /** Where a local Ollama is looked for. @default its own default, port 11434 of this machine */
  readonly ollamaHost?: string;
  readonly limits?: TimeLimits;
}

const CONFIGURED = 'as the environment says; SMAIL_MODEL, OLLAMA_HOST or OPENAI_BASE_URL name another';

/** Chooses the model, once: the configured one, else Ollama if it is reachable and has a model, else `quote`. */
export async function chooseModel(settings: ModelSettings, options: ModelChoiceOptions = {}): Promise<ModelChoice> {
  switch (settings.kind) {
    case 'ollama':
      return { model: withTimeLimits(createOllama(settings), options.limits), reason: CONFIGURED };
    case 'openai-compatible': {
      const { host } = new URL(settings.baseUrl);
      const model = withTimeLimits(createOpenAiCompatible(settings), options.limits);
      return { model, reason: `${CONFIGURED}.\n  Questions and passages are sent to ${host}` };
    }
    case 'quote':
      return { model: createQuote(), reason: CONFIGURED };
    case 'auto':
      return findModel(options);
    default:
      return settings satisfies never;
  }
}

async function findModel({ ollamaHost: host, limits }: ModelChoiceOptions): Promise<ModelChoice> {
  // Whatever is wrong with it: one that was not asked for is not missed.
  const [model] = await listOllamaModels(host, AbortSignal.timeout(PROBE_MS)).catch(() => []);
  if (model !== undefined) {
    const reason = 'found in Ollama on this machine; OLLAMA_MODEL names another, SMAIL_MODEL=quote does without';
    return { model: withTimeLimits(createOllama({ host, model }), limits), reason };
  }
  return {
    model: createQuote(),
    reason:
      'no model is configured or found: answers quote your documents. For written answers start Ollama\n' +
      '  (ollama pull llama3.2), or set OLLAMA_HOST, or OPENAI_BASE_URL and OPENAI_MODEL; then start again',
  };
}
