import { buildPrompt } from '../chat/prompt.ts';
import { chooseModel } from '../choose-model.ts';
import type { ModelSettings } from '../config/environment.ts';
import { ModelError, type Model } from '../models/model.ts';
import { listOllamaModels } from '../models/ollama.ts';
import type { Finding } from './finding.ts';

/** How long Ollama may take to say what it has, in milliseconds. */
const LIST_MS = 5_000;

const ABOUT = 'model';

/** Looks for the model, and has it write a word. Answers that quote need none. */
export async function examineModel(settings: ModelSettings): Promise<readonly Finding[]> {
  if (settings.kind === 'ollama') {
    const fault = await examineOllama(settings);
    if (fault) return [fault];
  }
  const { model, reason } = await chooseModel(settings);
  if (model.name.startsWith('quote')) return [{ state: 'ok', about: ABOUT, says: `${model.name}: ${oneLine(reason)}` }];
  return [await examineAnswer(model, settings)];
}

/** @returns what keeps Ollama from answering, as far as its list tells. */
async function examineOllama({
  host,
  model,
}: {
  host: string | undefined;
  model: string | undefined;
}): Promise<Finding | undefined> {
  const signal = AbortSignal.timeout(LIST_MS);
  let names: readonly string[];
  try {
    names = await listOllamaModels(host, signal);
  } catch (error) {
    const says = signal.aborted ? `Ollama does not answer within ${LIST_MS / 1_000} s` : plain(error);
    const advice = 'start it (ollama serve), or set OLLAMA_HOST to where it is';
    return { state: 'fault', about: ABOUT, says, advice };
  }
  if (names.length === 0) {
    const says = 'Ollama has no model that can chat';
    return { state: 'fault', about: ABOUT, says, advice: `ollama pull ${model ?? 'llama3.2'}` };
  }
  if (model === undefined || names.includes(model) || names.includes(`${model}:latest`)) return undefined;
  const says = `Ollama has no model ${model} that can chat; it has ${names.slice(0, 10).join(', ')}`;
  return { state: 'fault', about: ABOUT, says, advice: `ollama pull ${model}, or set OLLAMA_MODEL to one that it has` };
}

/** Within the time limits that hold for answers to visitors. */
async function examineAnswer(model: Model, settings: ModelSettings): Promise<Finding> {
  const question = 'Say OK and nothing else.';
  const prompt = buildPrompt({ systemPrompt: '', history: [], passages: [], question, answerTokens: 16 });
  const began = performance.now();
  try {
    for await (const part of model.generate(prompt, new AbortController().signal)) {
      if (part.type === 'end') break;
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      return { state: 'ok', about: ABOUT, says: `${model.name} answers, the first token after ${seconds} s` };
    }
    const says = `${model.name} ended its answer without a word`;
    return { state: 'fault', about: ABOUT, says, advice: 'look into its own log, or name another model' };
  } catch (error) {
    return { state: 'fault', about: ABOUT, says: plain(error), advice: adviceFor(error, settings) };
  }
}

function adviceFor(error: unknown, { kind }: ModelSettings): string {
  const status = /answered (\d{3})/.exec(error instanceof Error ? error.message : '')?.[1];
  if (kind !== 'openai-compatible') return 'look into the log of Ollama; a smaller model needs less memory and time';
  if (status === '401' || status === '403') return 'set OPENAI_API_KEY to a key that this endpoint takes';
  if (status === '404') return 'correct OPENAI_BASE_URL (it mostly ends with /v1) or OPENAI_MODEL';
  if (status === '429') return 'wait, or look at the limits of your account';
  if (error instanceof ModelError && error.code === 'llm_timeout') return 'name a model that answers sooner';
  return 'see whether OPENAI_BASE_URL is right and its server runs';
}

/** Without the upstream's own words, which may repeat a key. */
function plain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return oneLine(text.replace(/(answered \d{3}).*/s, '$1'));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
