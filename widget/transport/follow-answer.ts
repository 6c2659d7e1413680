import type { CompleteEvent, StoredEvent } from '../../protocol/chat-event.ts';
import type { MessagesResponse, PageContext, StoredMessage } from '../../protocol/requests.ts';
import { isStreamed } from '../../protocol/rollout.ts';
import type { Place } from '../conversation/place.ts';
import type { ChatClient } from './chat-client.ts';
import { ChatError } from './chat-error.ts';
import type { Conditions } from './conditions.ts';
import { wasHeldBack } from './held-back.ts';
import { Patience, type WaitStep } from './patience.ts';

/** A question whose answer is to be had, from wherever it stands. */
export interface Question {
  readonly chatbotId: string;
  readonly message: string;
  /** Makes it safe to ask more than once. Absent where somebody else has asked: then there is a `place`. */
  readonly clientMessageId: string | undefined;
  /** See `ChatRequest.replaces`. */
  readonly replaces?: string | undefined;
  /** Where it was asked. */
  readonly context?: PageContext | undefined;
  /** Absent where a session is yet to be opened. */
  readonly sessionId: string | undefined;
  /**
   * Says which session is entered where none is known yet: what `open` resolves to, or the one that another tab has opened
   * meanwhile.
   */
  readonly enter: (open: () => Promise<string>, signal: AbortSignal) => Promise<string>;
  /** How far the answer was read already; absent where it is not known to have begun. */
  readonly place: Place | undefined;
  /** Whether to have the answer in one piece, because streams are known not to come through. */
  readonly whole: boolean;
  /** See `PublicChatbot.streaming_percent`. @default 100 */
  readonly streamingPercent?: number | undefined;
}

/**
 * Why answers are had in one piece from now on: `refused`, no event stream comes in the place of one; `silent`, nothing of it
 * comes though the server can be reached; `held-back`, all of it comes at once, at its end.
 */
type FallbackReason = 'refused' | 'silent' | 'held-back';

/** What happens on the way to an answer. */
export type AnswerStep =
  | WaitStep
  /** Whose conversation it is in; told when that is new. */
  | { readonly type: 'session'; readonly sessionId: string }
  | { readonly type: 'event'; readonly stored: StoredEvent }
  /** The answer in one piece, not from its stream. What was shown of it is a part of this. */
  | { readonly type: 'whole'; readonly answer: Answer }
  /** The server has no more than this of it; what was shown may be longer. */
  | { readonly type: 'remnant'; readonly text: string }
  /** The connection stands again. */
  | { readonly type: 'resumed' }
  /** Nothing was heard for too long. */
  | { readonly type: 'stalled' }
  | { readonly type: 'fallback'; readonly reason: FallbackReason };

export type Answer = Pick<CompleteEvent, 'content' | 'message_id' | 'sources' | 'finish_reason' | 'follow_ups'>;

type Client = Pick<ChatClient, 'openSession' | 'ask' | 'resume' | 'askWhole' | 'messages' | 'chatbot'>;

type Steps = AsyncGenerator<AnswerStep, void, undefined>;

/**
 * Yields what happens until the answer has come to its end, whatever happens to the connection: every event exactly once and in
 * order. Before the answer has begun, the question is repeated under its own id, which the server answers once; after that, its
 * stream is gone on with after the last event that was seen. Leaving the loop leaves the answer.
 * @throws {ChatError} when the attempts are used up, or with what the server refuses; `stream_lost`, and `final`, where there is
 *   no more of the answer to be had.
 */
export function followAnswer(question: Question, client: Client, conditions: Conditions, signal: AbortSignal): Steps {
  return new Following(question, client, conditions, signal).steps();
}

/** One question on its way to its answer. */
class Following {
  readonly #question: Question;
  readonly #client: Client;
  readonly #conditions: Conditions;
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  #sessionId: string | undefined;
  /** Where the answer is looked for next. */
  #way: 'stream' | 'whole' | 'transcript';
  #streamId: string | undefined;
  #messageId: string | undefined;
  #lastId = 0;
  /** Why the stream was given up, until it is certain that the other way works. */
  #reason: FallbackReason | undefined;
  #isBroken = false;

  constructor(question: Question, client: Client, conditions: Conditions, signal: AbortSignal) {
    this.#question = question;
    this.#client = client;
    this.#conditions = conditions;
    this.#signal = signal;
    this.#patience = new Patience(conditions);
    this.#sessionId = question.sessionId;
    this.#way = question.whole && question.clientMessageId !== undefined ? 'whole' : 'stream';
    this.#streamId = question.place?.streamId;
    this.#messageId = question.place?.messageId;
    this.#lastId = question.place?.lastId ?? 0;
  }

  async *steps(): Steps {
    for (;;) {
      try {
        return yield* this.#attempt();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof ChatError)) throw error;
        this.#isBroken = true;
        if (error.symptom === 'silence') yield { type: 'stalled' };
        if (!(await this.#takesAnotherWay(error))) yield* this.#patience.wait(error, this.#signal);
      }
    }
  }

  async *#attempt(): Steps {
    if (this.#sessionId === undefined) {
      const { chatbotId, enter } = this.#question;
      this.#sessionId = await enter(() => this.#client.openSession(chatbotId, this.#signal), this.#signal);
      yield { type: 'session', sessionId: this.#sessionId };
    }
    if (this.#isWholeFor(this.#sessionId)) this.#way = 'whole';
    switch (this.#way) {
      case 'stream':
        return yield* this.#readStream(this.#sessionId);
      case 'whole':
        return yield* this.#askWhole(this.#sessionId);
      case 'transcript':
        return yield* this.#searchTranscript(this.#sessionId);
      default:
        return this.#way satisfies never;
    }
  }

  /** Whether its answer is not to be streamed: known once the session is, and only for what is yet to be asked from here. */
  #isWholeFor(sessionId: string): boolean {
    const { clientMessageId, streamingPercent = 100 } = this.#question;
    const isToBeAsked = this.#way === 'stream' && this.#streamId === undefined && clientMessageId !== undefined;
    return isToBeAsked && !isStreamed(sessionId, streamingPercent);
  }

  async *#readStream(sessionId: string): Steps {
    const { now } = this.#conditions;
    const askedAt = now();
    let startedAt: number | undefined;
    const events =
      this.#streamId === undefined
        ? await this.#client.ask(this.#request(sessionId), this.#signal)
        : await this.#client.resume(this.#streamId, sessionId, this.#lastId, this.#signal);
    if (this.#isBroken) yield { type: 'resumed' };
    this.#isBroken = false;
    for await (const stored of events) {
      const { id, event } = stored;
      // A question that is repeated is answered from the beginning.
      if (id <= this.#lastId) continue;
      if (event.type === 'start') {
        startedAt = now();
        this.#streamId = event.stream_id;
        this.#messageId = event.message_id;
        yield* this.#enter(event.session_id);
      } else if (this.#streamId === undefined) throw new ChatError('interrupted', 'an answer began without its start');
      this.#lastId = id;
      this.#patience.renew();
      yield { type: 'event', stored };
      if (event.type === 'complete' && startedAt !== undefined) {
        const arrival = { askedAt, startedAt, endedAt: now() };
        if (wasHeldBack(arrival, event.usage)) yield { type: 'fallback', reason: 'held-back' };
      }
    }
  }

  async *#askWhole(sessionId: string): Steps {
    const { sessionId: given, event } = await this.#client.askWhole(this.#request(sessionId), this.#signal);
    yield* this.#enter(given);
    if (this.#reason) yield { type: 'fallback', reason: this.#reason };
    yield { type: 'whole', answer: event };
  }

  /** Looks for an answer whose stream is gone in what the server has stored. */
  async *#searchTranscript(sessionId: string): Steps {
    const { messages, running } = await this.#transcript(sessionId);
    const id = this.#messageId;
    if (running?.message_id === id) {
      this.#way = 'stream';
      throw new ChatError('interrupted', 'an answer is being written to a stream that can not be read');
    }
    const message = messages.find((message) => message.id === id);
    if (message && !message.partial) return yield { type: 'whole', answer: answerOf(message) };
    if (message) yield { type: 'remnant', text: message.content };
    throw new ChatError('stream_lost', 'there is no more of the answer', { final: true });
  }

  async #transcript(sessionId: string): Promise<MessagesResponse> {
    try {
      return await this.#client.messages(sessionId, this.#signal);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'not_found')) throw error;
      return { messages: [] };
    }
  }

  /** @returns whether the answer should be looked for elsewhere, at once. */
  async #takesAnotherWay(error: ChatError): Promise<boolean> {
    if (this.#way !== 'stream') return false;
    if (error.code === 'stream_lost' && this.#streamId !== undefined) {
      this.#way = 'transcript';
      return true;
    }
    // Without the question's own id it cannot be asked for once more.
    if (this.#question.clientMessageId === undefined) return false;
    if (error.symptom === 'no-stream') this.#reason = 'refused';
    else if (error.symptom === 'silence' && this.#lastId === 0 && (await this.#canBeReached())) this.#reason = 'silent';
    else return false;
    this.#way = 'whole';
    return true;
  }

  async #canBeReached(): Promise<boolean> {
    try {
      await this.#client.chatbot(this.#question.chatbotId, this.#signal);
      return true;
    } catch {
      return false;
    }
  }

  *#enter(sessionId: string): Generator<AnswerStep, void, undefined> {
    if (sessionId === this.#sessionId) return;
    this.#sessionId = sessionId;
    yield { type: 'session', sessionId };
  }

  #request(sessionId: string): Parameters<Client['ask']>[0] {
    const { message, chatbotId, clientMessageId, replaces, context } = this.#question;
    if (clientMessageId === undefined) throw new Error('nobody here has asked this question');
    return {
      message,
      chatbot_id: chatbotId,
      session_id: sessionId,
      client_message_id: clientMessageId,
      ...(replaces !== undefined && { replaces }),
      ...(context && { context }),
    };
  }
}

function answerOf({ id, content, sources = [], follow_ups }: StoredMessage): Answer {
  return { content, message_id: id, sources, finish_reason: 'stop', ...(follow_ups && { follow_ups }) };
}
