import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { StoredEvent } from '../../protocol/chat-event.ts';
import type { CancelRequest, ChatRequest, Feedback } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Message } from '../conversations/conversations.ts';
import type { Admitted, Limits } from '../limits/limits.ts';
import type { LiveStreams } from '../live-streams/live-streams.ts';
import { admitQuestion, type Asker } from './admit-question.ts';
import { writeAnswerLog, type AnswerToWrite } from './answer-log.ts';
import { BeingErased, Erasures } from './erasures.ts';
import { failureEvent } from './failure.ts';
import { feedbackToStore } from './feedback-to-store.ts';
import { KnownMessages, type MessageName } from './known-messages.ts';
import { replayAnswer } from './replay-answer.ts';
import type { AnswerPorts } from './question.ts';
import { RunningAnswer } from './running-answer.ts';
import { RunningAnswers } from './running-answers.ts';
import { screenQuestion } from './screen-question.ts';
import type { SessionTokens } from './session-tokens.ts';
import { Sessions, type Identify, type StoredSession } from './sessions.ts';
import { withoutText } from './without-text.ts';

/** How many messages of a conversation are given back, and how many characters; the oldest are left out. */
const TRANSCRIPT_MAX_MESSAGES = 200;
const TRANSCRIPT_MAX_LENGTH = 524_288;

export interface ChatOptions extends AnswerPorts {
  readonly streams: LiveStreams;
  readonly sessions: SessionTokens;
  readonly limits: Limits;
  /** Reads what owners say of their visitors; without it nobody is believed. */
  readonly identify?: Identify;
  readonly log: Logger;
  /** How long an answer goes on while nobody listens, in milliseconds. @default 30_000 */
  readonly orphanGraceMs?: number;
  /** How many answers are written at once; a question above that is refused. @default 1_000 */
  readonly maxRunning?: number;
}

/** All who are not told apart count as one. */
const UNKNOWN_ASKER: Asker = { address: 'unknown' };

/** Where the answer to a message is written, and whose it is. */
export interface Asked {
  readonly streamId: string;
  readonly sessionId: string;
}

/** What a session has said and been told, without the answer that is still being written. */
export interface Transcript {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly running: Pick<RunningAnswer, 'streamId' | 'messageId'> | undefined;
}

/**
 * The use case of the whole server: questions are answered into live streams, detached from the connections that asked and
 * that read them.
 */
export class Chat {
  readonly #ports: AnswerPorts;
  /** For chatbots whose conversations are not kept. */
  readonly #unstored: AnswerPorts;
  readonly #streams: LiveStreams;
  readonly #limits: Limits;
  readonly #sessions: Sessions;
  readonly #log: Logger;
  readonly #orphanGraceMs: number;
  readonly #running: RunningAnswers;
  readonly #known = new KnownMessages();
  readonly #erasures: Erasures;

  constructor({
    streams,
    sessions,
    limits,
    identify,
    log,
    orphanGraceMs = 30_000,
    maxRunning = 1_000,
    ...ports
  }: ChatOptions) {
    this.#ports = ports;
    this.#unstored = { ...ports, conversations: withoutText(ports.conversations) };
    this.#streams = streams;
    this.#limits = limits;
    this.#sessions = new Sessions(sessions, ports.conversations, identify);
    this.#log = log;
    this.#orphanGraceMs = orphanGraceMs;
    this.#running = new RunningAnswers(maxRunning);
    const { conversations, cache, unanswered } = ports;
    this.#erasures = new Erasures({
      conversations,
      streams,
      cache,
      unanswered,
      known: this.#known,
      running: this.#running,
    });
  }

  /**
   * @param identity - what the owner's server says of its visitor.
   * @returns the id of a new session, in which nothing was said yet; `undefined` if the identity is not good.
   */
  async openSession(chatbot: Chatbot, identity?: string): Promise<string | undefined> {
    if (identity === undefined) return this.#sessions.open(chatbot.id).id;
    return (await this.#sessions.openFor(chatbot.id, identity))?.id;
  }

  /**
   * Begins to answer a message. A message whose `client_message_id` its session has sent before is not asked again. An answer
   * of the session that nobody listens to any more gives way to the new question.
   * @throws {Refusal} `rate_limited` while another answer of the session is being written and read, `overloaded` while too many
   *   answers are being written, or the server shuts down.
   */
  async ask(chatbot: Chatbot, request: ChatRequest, asker: Asker = UNKNOWN_ASKER): Promise<Asked> {
    screenQuestion(chatbot, request.message, this.#log);
    const { session_id: given, client_message_id: clientMessageId } = request;
    const session =
      given === undefined ? this.#sessions.open(chatbot.id) : await this.#sessions.adopt(given, chatbot.id);
    const { id: sessionId } = session;
    const name = clientMessageId === undefined ? undefined : { sessionId, clientMessageId };
    const stored = name && (await this.#findStored(name));
    // From here on nothing is awaited until the answer has its place: of two requests at once the second finds the first.
    const known = name && this.#known.streamOf(name);
    const before = this.#running.of(sessionId);
    // Whoever comes back for an answer that nobody waited for is to get one.
    const isGone = before?.streamId === known && before?.wasOrphaned;
    this.#erasures.requireNone(sessionId);
    if (known && !isGone) return { streamId: known, sessionId };
    const ids = { streamId: randomUUID(), messageId: randomUUID(), sessionId };
    if (name && stored) {
      this.#known.remember(name, ids.streamId);
      await this.#streams.open(ids.streamId, sessionId);
      for (const event of replayAnswer(stored, ids)) await this.#streams.append(ids.streamId, event);
      return { streamId: ids.streamId, sessionId };
    }
    this.#running.requireRoom(before);
    const answer = new RunningAnswer(ids, this.#orphanGraceMs);
    this.#running.start(answer);
    if (name) this.#known.remember(name, ids.streamId);
    if (name && this.#known.takeEarlyCancel(name)) answer.stop('cancelled');
    let admitted: Admitted | undefined;
    try {
      // Here a message is known to be new. What is refused opens no stream: whoever has joined it meanwhile asks again.
      const asking = { chatbot, request, sessionId, asker, takesOver: before !== undefined };
      admitted = await admitQuestion(this.#limits, this.#ports.model, asking);
      await this.#streams.open(ids.streamId, sessionId);
      // Where it was erased in between: the next attempt gets a new one.
      if (!(await this.#sessions.record(session))) throw new BeingErased();
    } catch (error) {
      // Where that fails, the session must be free all the same: nobody would end this answer later.
      await admitted?.withdraw().catch((err: unknown) => this.#log.error({ err }, 'a refused question stays counted'));
      if (name) this.#known.forget(name, ids.streamId);
      this.#running.end(answer);
      // Whoever has joined it waits for an end; where the stream could not be opened, there is nothing to wait for.
      await this.#streams.append(ids.streamId, failureEvent(error, '')).catch(() => {});
      // The answer that was to give way goes on.
      if (before && !before.hasEnded) this.#running.start(before);
      throw error;
    }
    before?.stop('orphaned');
    const { message, replaces, context: pageContext, include } = request;
    const metadata = include?.includes('metadata') ?? false;
    const { isWhole = false } = asker;
    const { visitor } = session;
    const asked = { chatbot, visitor, message, clientMessageId, replaces, pageContext, metadata, isWhole };
    const question = { ...ids, ...asked, reservation: admitted };
    void this.#run({ question, answer, before: before?.ended }, admitted);
    return { streamId: ids.streamId, sessionId };
  }

  /** @returns how many readers the running answer of a session has at this moment; 0 if none is running. */
  listeners(sessionId: string): number {
    return this.#running.of(sessionId)?.listeners ?? 0;
  }

  /** @returns whether there is such a stream, it is this session's, and the session may be used. */
  async mayListen({ streamId, sessionId }: Asked): Promise<boolean> {
    return (await this.#sessions.enter(sessionId)) !== undefined && this.#streams.has(streamId, sessionId);
  }

  /**
   * Reads a stream from `afterId` on, as `LiveStreams.read` does, and counts as a listener while it does so.
   * @throws {StreamNotFoundError} if there is no such stream, or it is another session's.
   */
  async *listen(
    { streamId, sessionId }: Asked,
    afterId: number,
    signal: AbortSignal,
  ): AsyncGenerator<StoredEvent, void> {
    const running = this.#running.of(sessionId);
    const answer = running?.streamId === streamId ? running : undefined;
    answer?.join();
    try {
      yield* this.#streams.read(streamId, sessionId, afterId, signal);
    } finally {
      answer?.leave();
    }
  }

  /**
   * Stops a running answer of the session. One named by a `client_message_id` that has not been seen yet is stopped when
   * it comes, within 30 s.
   * @returns whether an answer was running.
   */
  async cancel(request: CancelRequest): Promise<boolean> {
    const { stream_id: streamId, client_message_id: clientMessageId, session_id: sessionId } = request;
    if ((await this.#sessions.enter(sessionId)) === undefined) return false;
    const name = clientMessageId === undefined ? undefined : { sessionId, clientMessageId };
    const named = streamId ?? (name && this.#known.streamOf(name));
    if (named === undefined) {
      if (name) this.#known.cancelEarly(name);
      return false;
    }
    const answer = this.#running.of(sessionId);
    if (answer?.streamId !== named) return false;
    answer.stop('cancelled');
    return true;
  }

  /** @returns what was said in the session; `undefined` if it may not be used. */
  async transcript(sessionId: string): Promise<Transcript | undefined> {
    if ((await this.#sessions.enter(sessionId)) === undefined) return undefined;
    // In this order: an answer that ends in between is read from its stream, which is still there.
    const running = this.#running.of(sessionId);
    const messages = await this.#ports.conversations.recent(sessionId, TRANSCRIPT_MAX_MESSAGES, TRANSCRIPT_MAX_LENGTH);
    return { messages: messages.filter(({ id }) => id !== running?.messageId), running };
  }

  /** @returns all that is stored of the session; `undefined` if it may not be used. */
  async stored(sessionId: string): Promise<StoredSession | undefined> {
    return this.#sessions.describe(sessionId);
  }

  /** @returns the id of the chatbot that the session is or was for; `undefined` if this server did not issue it, or it is too old. */
  chatbotOf(sessionId: string): string | undefined {
    return this.#sessions.read(sessionId)?.chatbotId;
  }

  /**
   * Stores what the visitor thinks of an answer, in place of what was stored before; `undefined` takes it back. The comment is not logged.
   * @returns whether the session has such an answer.
   */
  async rate(
    chatbot: Chatbot | undefined,
    sessionId: string,
    messageId: string,
    feedback: Feedback | undefined,
  ): Promise<boolean> {
    const chatbotId = (await this.#sessions.enter(sessionId))?.session.chatbotId;
    if (chatbotId === undefined) return false;
    const stored = feedback && feedbackToStore(chatbot, feedback);
    if (!(await this.#ports.conversations.rate(sessionId, messageId, stored))) return false;
    const rating = feedback?.rating ?? null;
    this.#log.info({ chatbot_id: chatbotId, message_id: messageId, rating }, 'answer rated');
    return true;
  }

  /**
   * Stops the answer that is being written in a session, and removes all that was said in it, with the logs of its answers and the ids
   * of its messages. Its token is good for nothing from then on. Resolves when nothing of it can be read any more.
   * @returns whether there was something to be done: one that failed may be done again.
   */
  async erase(sessionId: string): Promise<boolean> {
    const session = this.#sessions.read(sessionId);
    if (session === undefined || !(await this.#erasures.erase(session))) return false;
    this.#log.info({ chatbot_id: session.chatbotId }, 'conversation erased');
    return true;
  }

  /**
   * Takes no more questions, lets the running answers end, and stops those that take longer than `graceMs`. Resolves when each
   * has its terminal event.
   */
  async close(graceMs: number): Promise<void> {
    await this.#running.close(graceMs);
  }

  /**
   * Looks for the answer to a message whose stream is gone: it is past its time, or an earlier process had it.
   * @returns one that came to its end; what has failed or was ended for want of a reader may be asked again.
   */
  async #findStored(name: MessageName): Promise<Message | undefined> {
    const { sessionId, clientMessageId } = name;
    const known = this.#known.streamOf(name);
    const isRunning = known !== undefined && this.#running.of(sessionId)?.streamId === known;
    if (isRunning || (known !== undefined && (await this.#streams.has(known, sessionId)))) return undefined;
    if (known !== undefined) this.#known.forget(name, known);
    const answer = await this.#ports.conversations.findAnswer(sessionId, clientMessageId);
    return answer?.state === 'complete' || answer?.state === 'cancelled' ? answer : undefined;
  }

  async #run(work: AnswerToWrite, admitted: Admitted): Promise<void> {
    const { sessionId, clientMessageId, streamId, chatbot } = work.question;
    const ports = chatbot.retentionDays > 0 ? this.#ports : this.#unstored;
    await writeAnswerLog(work, ports, this.#streams, this.#log);
    // It is to be asked anew when it is sent again.
    if (work.answer.wasOrphaned && clientMessageId !== undefined) {
      this.#known.forget({ sessionId, clientMessageId }, streamId);
    }
    admitted.leave();
    this.#running.end(work.answer);
  }
}
