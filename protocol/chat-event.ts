import { isProblemCode, type ProblemCode } from './problem.ts';

/** The first event of every stream, sent before search or model have begun. */
export interface StartEvent {
  readonly type: 'start';
  readonly stream_id: string;
  readonly message_id: string;
  /** The session that the answer belongs to; a new one if the request brought none that verifies. */
  readonly session_id: string;
  readonly done: false;
}

/** What the server is doing at this moment, never what it might be doing. */
export interface StatusEvent {
  readonly type: 'status';
  readonly state: AnswerState;
  readonly done: false;
}

const ANSWER_STATES = ['searching', 'thinking', 'writing'] as const;
export type AnswerState = (typeof ANSWER_STATES)[number];

/** One piece of text as the model gave it. */
export interface TokenEvent {
  readonly type: 'token';
  readonly content: string;
  readonly done: false;
  readonly metadata?: TokenMetadata;
}

/** Sent where the request asked for it; describes the answer up to and including this token. */
export interface TokenMetadata {
  /** Tokens so far, from 1. */
  readonly token_count: number;
  /** Whether the token ends inside Markdown code. */
  readonly is_code: boolean;
  /** Whether the token ends inside a Markdown link or an address. */
  readonly is_link: boolean;
}

/** What was shown is to be dropped: the answer begins anew. */
export interface RestartEvent {
  readonly type: 'restart';
  readonly done: false;
}

/** The answer is whole. `content` is what the `token` events since the last `restart` add up to. */
export interface CompleteEvent {
  readonly type: 'complete';
  readonly content: string;
  readonly done: true;
  readonly message_id: string;
  /** `length`: the model was cut off by its token limit. */
  readonly finish_reason: 'stop' | 'length';
  readonly sources: readonly Source[];
  readonly context_quality: ContextQuality;
  readonly usage: Usage;
  /** What may be asked next: titles of the owner's documents with their headings, as plain text, at most `FOLLOW_UPS_MAX`. Absent where there is none. */
  readonly follow_ups?: readonly string[];
  /** What was found in looking at the answer, by name of the analysis; values are plain text. Absent where nothing was. */
  readonly analysis?: Analysis;
}

type Analysis = Readonly<Record<string, Readonly<Record<string, number | string | boolean>>>>;

/** Where an answer comes from. Texts are plain text; `url` is empty where the document has no page. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
}

/** How well the owner's documents cover the question. */
export interface ContextQuality {
  /** Share of the question's content words that the passages contain, 0 to 1. */
  readonly coverage: number;
  /** The best passage's score, 0 to 1; comparable within one chatbot only. */
  readonly best_score: number;
  /** How many passages the answer was given. */
  readonly passages: number;
  readonly grounded: 'good' | 'partial' | 'none';
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** From the first token to the last; 0 for an answer of one token. */
  readonly tokens_per_second: number;
  /** From the request to the first token. */
  readonly time_to_first_token_ms: number;
  /** Whether the answer came from the cache. */
  readonly cached: boolean;
}

/** The answer was stopped; `content` is the part that stays. */
export interface CancelledEvent {
  readonly type: 'cancelled';
  readonly content: string;
  readonly done: true;
}

/** The answer failed; the text so far stays. */
export interface ErrorEvent {
  readonly type: 'error';
  /** A sentence for the visitor. */
  readonly error: string;
  readonly code: ProblemCode;
  readonly retryable: boolean;
  /** Seconds to wait before a new attempt can succeed. */
  readonly retry_after?: number;
  readonly done: true;
}

/** After one of these a stream has no more events. */
export type TerminalEvent = CompleteEvent | CancelledEvent | ErrorEvent;

export type ChatEvent = StartEvent | StatusEvent | TokenEvent | RestartEvent | TerminalEvent;

/** An event with its place in the stream's log. Ids start at 1 and rise by 1. */
export interface StoredEvent {
  readonly id: number;
  readonly event: ChatEvent;
}

export function isTerminal(event: ChatEvent): event is TerminalEvent {
  return event.done;
}

/** The other side did not keep to the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/**
 * Reads the `data` of one server-sent event. Fields that this version does not know are ignored, and an error code that it
 * does not know becomes `internal`.
 * @returns the event, or `undefined` for a type or a state that this version does not know, so that an older widget can
 *   follow a newer server.
 * @throws {ProtocolError} if `data` is not a JSON object with a `type`, or a known event lacks a field.
 */
export function parseChatEvent(data: string): ChatEvent | undefined {
  const value = parseObject(data);
  const type = value['type'];
  if (typeof type !== 'string') throw new ProtocolError('an event has no type');
  if (!Object.hasOwn(SHAPES, type)) return undefined;
  if (type === 'status' && typeof value['state'] === 'string' && !isAnswerState(value['state'])) return undefined;
  if (type === 'error' && typeof value['code'] === 'string' && !isProblemCode(value['code'])) {
    value['code'] = 'internal';
  }
  for (const [field, guard] of Object.entries<Guard<unknown>>(SHAPES[type as ChatEvent['type']])) {
    if (!guard(value[field])) throw new ProtocolError(`a ${type} event has no valid ${field}`);
  }
  return value as unknown as ChatEvent;
}

function parseObject(data: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new ProtocolError('an event is not JSON', { cause });
  }
  if (!isObject(value)) throw new ProtocolError('an event is not an object');
  return value;
}

type Guard<T> = (value: unknown) => value is T;

/** One guard for every field, so that a field added to an event's type does not compile until it is checked here. */
type Shape<T> = { readonly [K in keyof T]-?: Guard<T[K]> | Guard<T[K] | undefined> };

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAnswerState = isOneOf(...ANSWER_STATES);

function isOneOf<T extends string | boolean>(...options: readonly T[]): Guard<T> {
  return (value): value is T => (options as readonly unknown[]).includes(value);
}

function isOptional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

function isScalar(value: unknown): value is number | string | boolean {
  return isNumber(value) || isString(value) || isBoolean(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordOf<T>(guard: Guard<T>): Guard<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isObject(value) && Object.values(value).every(guard);
}

function isArrayOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

function isShape<T>(shape: Shape<T>): Guard<T> {
  const fields = Object.entries<Guard<unknown>>(shape);
  return (value): value is T => isObject(value) && fields.every(([field, guard]) => guard(value[field]));
}

const SHAPES: { readonly [E in ChatEvent as E['type']]: Shape<E> } = {
  start: {
    type: isOneOf('start'),
    stream_id: isString,
    message_id: isString,
    session_id: isString,
    done: isOneOf(false),
  },
  status: { type: isOneOf('status'), state: isAnswerState, done: isOneOf(false) },
  token: {
    type: isOneOf('token'),
    content: isString,
    done: isOneOf(false),
    metadata: isOptional(isShape<TokenMetadata>({ token_count: isNumber, is_code: isBoolean, is_link: isBoolean })),
  },
  restart: { type: isOneOf('restart'), done: isOneOf(false) },
  complete: {
    type: isOneOf('complete'),
    content: isString,
    done: isOneOf(true),
    message_id: isString,
    finish_reason: isOneOf('stop', 'length'),
    sources: isArrayOf(isShape<Source>({ id: isString, title: isString, url: isString, snippet: isString })),
    context_quality: isShape<ContextQuality>({
      coverage: isNumber,
      best_score: isNumber,
      passages: isNumber,
      grounded: isOneOf('good', 'partial', 'none'),
    }),
    usage: isShape<Usage>({
      prompt_tokens: isNumber,
      completion_tokens: isNumber,
      tokens_per_second: isNumber,
      time_to_first_token_ms: isNumber,
      cached: isBoolean,
    }),
    follow_ups: isOptional(isArrayOf(isString)),
    analysis: isOptional(isRecordOf(isRecordOf(isScalar))),
  },
  cancelled: { type: isOneOf('cancelled'), content: isString, done: isOneOf(true) },
  error: {
    type: isOneOf('error'),
    error: isString,
    code: isProblemCode,
    retryable: isBoolean,
    retry_after: isOptional(isNumber),
    done: isOneOf(true),
  },
};
