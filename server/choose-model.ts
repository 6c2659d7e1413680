import type { ModelSettings } from './config/environment.ts';
import type { Model } from './models/model.ts';
import { createOllama, listOllamaModels } from './models/ollama.ts';
import { createOpenAiCompatible } from './models/openai-compatible.ts';
import { createQuote } from './models/quote.ts';
import { withTimeLimits } from './models/time-limits.ts';

/** How long the look for a local Ollama may take at start, in milliseconds. */
const PROBE_MS = 2_000;

export interface ModelChoice {
  readonly model: Model;
  /** Why it is this one and how to have another, for the operator. */
  readonly reason: string;
}

/** Chooses the model, once: the configured one, else Ollama if it is reachable and has a model, else `quote`. */
export async function chooseModel(settings: ModelSettings): Promise<ModelChoice> {
  switch (settings.kind) {
    case 'ollama':
      return { model: withTimeLimits(createOllama(settings)), reason: 'configured in the environment' };
    case 'openai-compatible': {
      const { host } = new URL(settings.baseUrl);
      const reason = `configured in the environment; questions and passages are sent to ${host}`;
      return { model: withTimeLimits(createOpenAiCompatible(settings)), reason };
    }
    case 'quote':
      return { model: createQuote(), reason: 'configured in the environment' };
    case 'auto':
      return findModel();
    default:
      return settings satisfies never;
  }
}

async function findModel(): Promise<ModelChoice> {
  const [model] = await listOllamaModels(undefined, AbortSignal.timeout(PROBE_MS)).catch(() => []);
  if (model !== undefined) {
    return {
      model: withTimeLimits(createOllama({ model })),
      reason: 'found on this machine; OLLAMA_MODEL names another',
    };
  }
  return {
    model: createQuote(),
    reason:
      'no model is configured or found: answers quote your documents. For written answers start Ollama\n' +
      '  (ollama pull llama3.2), or set OLLAMA_HOST, or OPENAI_BASE_URL and OPENAI_MODEL; then start again.',
  };
}
