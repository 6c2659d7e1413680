import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { secretFault } from './secret.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' });

/** A span of time in milliseconds, at most ten minutes. */
const milliseconds = z.coerce
  .number({ error: 'must be a number of milliseconds' })
  .int('must be a whole number of milliseconds')
  .min(0, 'must not be negative')
  .max(600_000, 'must be at most ten minutes');

/** A key that no other can guess. The fault never holds it. */
const secret = z.string().superRefine((value, context) => {
  const message = secretFault(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number')
    .default(8001),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SMAIL_CONFIG: z.string().optional(),
  SMAIL_DATA: z.string().default('data'),
  SMAIL_SECRET: secret.optional(),
  SMAIL_SECRET_PREVIOUS: secret.optional(),
  SMAIL_IDENTITY_SECRET: secret.optional(),
  SMAIL_ORPHAN_GRACE_MS: milliseconds.default(30_000),
  SMAIL_DRAIN_MS: milliseconds.default(30_000),
  SMAIL_MAX_ANSWERS: z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(1).default(1_000),
  USE_STREAMING: z.stringbool({ error: 'must be true or false' }).default(true),
  SMAIL_REQUESTS_PER_MINUTE: z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(1)
    .default(300),
  SMAIL_ANSWERS_PER_ADDRESS: z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(1)
    .default(3),
  SMAIL_MODEL: z.enum(['ollama', 'openai-compatible', 'quote']).optional(),
  OLLAMA_HOST: z.string().refine(isOllamaHost, 'must be a host such as http://127.0.0.1:11434').optional(),
  OLLAMA_MODEL: z.string().optional(),
  OLLAMA_EMBED_MODEL: z.string().optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional(),
  OPENAI_MODEL: z.string().optional(),
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

/** What the environment says, parsed once. Every variable is in one of the README's tables. */
export interface Environment {
  /** The address to listen on. */
  readonly host: string;
  /** The port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly logLevel: string;
  /** The configuration file that the owner named. */
  readonly configFile: string | undefined;
  /** The folder for what outlives the server. */
  readonly dataFolder: string;
  /** The key that session ids are signed with; absent, the one in the data folder is. */
  readonly secret: string | undefined;
  /** The key before it: what was signed with it is still good. */
  readonly previousSecret: string | undefined;
  /** What the owner's server signs with who its visitors are; absent, nobody is believed. */
  readonly identitySecret: string | undefined;
  /** How long an answer goes on while nobody listens, in milliseconds. */
  readonly orphanGraceMs: number;
  /** How long running answers may go on at the end, in milliseconds. */
  readonly drainMs: number;
  /** How many answers are written at once. */
  readonly maxAnswers: number;
  /** Requests of any kind that are taken from one address in a minute. */
  readonly requestsPerMinute: number;
  /** How many answers are written at once for one address. */
  readonly answersPerAddress: number;
  /** Whether anything is streamed; otherwise every widget asks for whole answers, whatever the configuration says. */
  readonly useStreaming: boolean;
  readonly model: ModelSettings;
  /** The model that makes vectors of the documents, and where its Ollama is; absent, words alone are searched. */
  readonly embedding: { readonly model: string; readonly host: string | undefined } | undefined;
}

/** Which model the owner asked for; `auto` where nothing is set: Ollama if it is reachable, else `quote`. */
export type ModelSettings =
  | { readonly kind: 'auto' }
  | { readonly kind: 'quote' }
  | { readonly kind: 'ollama'; readonly host: string | undefined; readonly model: string | undefined }
  | {
      readonly kind: 'openai-compatible';
      readonly baseUrl: string;
      readonly apiKey: string | undefined;
      readonly model: string;
    };

/**
 * @param env - `process.env`. A variable that is set to nothing counts as not set.
 * @throws {ConfigError} listing every fault.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(set);
  const faults = [
    ...(result.error ? ConfigError.faultsOf(result.error) : []),
    ...secretFaults(set),
    ...modelFaults(set),
  ];
  if (!result.success || faults.length > 0) throw new ConfigError('The environment is not usable', faults);
  return {
    host: result.data.HOST,
    port: result.data.PORT,
    logLevel: result.data.LOG_LEVEL,
    configFile: result.data.SMAIL_CONFIG,
    dataFolder: result.data.SMAIL_DATA,
    secret: result.data.SMAIL_SECRET,
    previousSecret: result.data.SMAIL_SECRET_PREVIOUS,
    identitySecret: result.data.SMAIL_IDENTITY_SECRET,
    orphanGraceMs: result.data.SMAIL_ORPHAN_GRACE_MS,
    drainMs: result.data.SMAIL_DRAIN_MS,
    maxAnswers: result.data.SMAIL_MAX_ANSWERS,
    requestsPerMinute: result.data.SMAIL_REQUESTS_PER_MINUTE,
    answersPerAddress: result.data.SMAIL_ANSWERS_PER_ADDRESS,
    useStreaming: result.data.USE_STREAMING,
    model: modelSettings(result.data),
    embedding: embeddingSettings(result.data),
  };
}

/** The owner's own server knows the one, and is not to know the other. */
function secretFaults(set: Readonly<Record<string, string | undefined>>): string[] {
  const { SMAIL_SECRET: own, SMAIL_SECRET_PREVIOUS: previous, SMAIL_IDENTITY_SECRET: identity } = set;
  const isShared = identity !== undefined && (identity === own || identity === previous);
  return isShared ? ['SMAIL_IDENTITY_SECRET: must not be the same as SMAIL_SECRET'] : [];
}

/** What is wrong between the variables of the models; each of them is looked at by the schema. */
function modelFaults(set: Readonly<Record<string, string | undefined>>): string[] {
  const {
    SMAIL_MODEL: kind,
    OPENAI_BASE_URL: baseUrl,
    OPENAI_MODEL: model,
    OLLAMA_HOST: host,
    OLLAMA_MODEL: name,
  } = set;
  const faults: string[] = [];
  if (kind === 'openai-compatible' || (kind === undefined && baseUrl !== undefined)) {
    if (baseUrl === undefined) faults.push('OPENAI_BASE_URL: is needed for an OpenAI-compatible model');
    if (model === undefined) faults.push('OPENAI_MODEL: is needed for an OpenAI-compatible model');
  }
  if (kind === undefined && baseUrl !== undefined && (host !== undefined || name !== undefined)) {
    faults.push('SMAIL_MODEL: must say which one is meant, ollama or openai-compatible, because both are set');
  }
  return faults;
}

function embeddingSettings({
  OLLAMA_EMBED_MODEL: model,
  OLLAMA_HOST: host,
}: z.infer<typeof schema>): Environment['embedding'] {
  return model === undefined ? undefined : { model, host };
}

function modelSettings(env: z.infer<typeof schema>): ModelSettings {
  const ollama = { kind: 'ollama', host: env.OLLAMA_HOST, model: env.OLLAMA_MODEL } as const;
  const { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = env;
  if (env.SMAIL_MODEL === 'quote') return { kind: 'quote' };
  if (env.SMAIL_MODEL === 'ollama') return ollama;
  if (baseUrl !== undefined && model !== undefined) {
    return { kind: 'openai-compatible', baseUrl, apiKey: env.OPENAI_API_KEY, model };
  }
  return ollama.host !== undefined || ollama.model !== undefined ? ollama : { kind: 'auto' };
}

/** As Ollama itself reads it: an address, a host, a host and a port, or `:port`. */
function isOllamaHost(host: string): boolean {
  return URL.canParse(host.includes('://') ? host : `http://${host.startsWith(':') ? '127.0.0.1' : ''}${host}`);
}
