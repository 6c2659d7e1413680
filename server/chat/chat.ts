import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ChatEvent, StoredEvent } from '../../protocol/chat-event.ts';
import type { CancelRequest, ChatRequest, Feedback } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Message } from '../conversations/conversations.ts';
import type { LiveStreams } from '../live-streams/live-streams.ts';
import { failureEvent } from './failure.ts';
import { KnownMessages, type MessageName } from './known-messages.ts';
import { Refusal } from './refusal.ts';
import { replayAnswer } from './replay-answer.ts';
import { runAnswer, type AnswerPorts, type Question } from './run-answer.ts';
import { RunningAnswer } from './running-answer.ts';
import type { SessionTokens } from './session-tokens.ts';

/** How many messages of a conversation are given back, and how many characters; the oldest are left out. */
const TRANSCRIPT_MAX_MESSAGES = 200;
const TRANSCRIPT_MAX_LENGTH = 524_288;

export interface ChatOptions extends AnswerPorts {
  readonly streams: LiveStreams;
  readonly sessions: SessionTokens;
  readonly log: Logger;
  /** How long an answer goes on while nobody listens, in milliseconds. @default 30_000 */
  readonly orphanGraceMs?: number;
  /** How many answers are written at once; a question above that is refused. @default 1_000 */
  readonly maxRunning?: number;
}

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
  readonly #streams: LiveStreams;
  readonly #sessions: SessionTokens;
  readonly #log: Logger;
  readonly #orphanGraceMs: number;
  readonly #maxRunning: number;
  /** By session: there is never more than one in each. */
  readonly #running = new Map<string, RunningAnswer>();
  readonly #known = new KnownMessages();
  /** Sessions that are being erased. */
  readonly #erasing = new Map<string, Promise<void>>();
  #isClosing = false;

  constructor({ streams, sessions, log, orphanGraceMs = 30_000, maxRunning = 1_000, ...ports }: ChatOptions) {
    this.#ports = ports;
    this.#streams = streams;
    this.#sessions = sessions;
    this.#log = log;
    this.#orphanGraceMs = orphanGraceMs;
    this.#maxRunning = maxRunning;
  }

  /** @returns the id of a new session, in which nothing was said yet. */
  openSession(chatbot: Chatbot): string {
    return this.#sessions.issue(chatbot.id);
  }

  /**
   * Begins to answer a message. A message whose `client_message_id` its session has sent before is not asked again. An answer
   * of the session that nobody listens to any more gives way to the new question.
   * @throws {Refusal} `rate_limited` while another answer of the session is being written and read, `overloaded` while too many
   *   answers are being written, or the server shuts down.
   */
  async ask(chatbot: Chatbot, request: ChatRequest): Promise<Asked> {
    const sessionId = this.#adoptOrIssueSession(chatbot.id, request.session_id);
    const { client_message_id: clientMessageId } = request;
    const name = clientMessageId === undefined ? undefined : { sessionId, clientMessageId };
    const stored = name && (await this.#findStored(name));
    // From here on nothing is awaited until the answer has its place: of two requests at once the second finds the first.
    const known = name && this.#known.streamOf(name);
    const before = this.#running.get(sessionId);
    // Whoever comes back for an answer that nobody waited for is to get one.
    const isGone = before?.streamId === known && before?.wasOrphaned;
    if (this.#erasing.has(sessionId)) {
      throw new Refusal('rate_limited', 'This conversation is being deleted. Please try again in a moment.', 1);
    }
    if (known && !isGone) return { streamId: known, sessionId };
    const ids = { streamId: randomUUID(), messageId: randomUUID(), sessionId };
    if (name && stored) return this.#replay(name, stored, ids);
    this.#requireRoom(before);
    const answer = new RunningAnswer(ids, this.#orphanGraceMs);
    this.#running.set(sessionId, answer);
    if (name) this.#known.remember(name, ids.streamId);
    if (name && this.#known.takeEarlyCancel(name)) answer.stop('cancelled');
    try {
      await this.#streams.open(ids.streamId, sessionId);
    } catch (error) {
      if (name) this.#known.forget(name, ids.streamId);
      this.#end(answer);
      // The answer that was to give way goes on.
      if (before && !before.hasEnded) this.#running.set(sessionId, before);
      throw error;
    }
    before?.stop('orphaned');
    const { message, replaces, context: pageContext, include } = request;
    const metadata = include?.includes('metadata') ?? false;
    const question = { ...ids, chatbot, message, clientMessageId, replaces, pageContext, metadata };
    void this.#run(answer, before?.ended, question);
    return { streamId: ids.streamId, sessionId };
  }

  /** @returns how many readers the running answer of a session has at this moment; 0 if none is running. */
  listeners(sessionId: string): number {
    return this.#running.get(sessionId)?.listeners ?? 0;
  }

  /** @returns whether there is such a stream and it is this session's. */
  async mayListen({ streamId, sessionId }: Asked): Promise<boolean> {
    return this.#streams.has(streamId, sessionId);
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
    const running = this.#running.get(sessionId);
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
  cancel({ stream_id: streamId, client_message_id: clientMessageId, session_id: sessionId }: CancelRequest): boolean {
    const name = clientMessageId === undefined ? undefined : { sessionId, clientMessageId };
    const named = streamId ?? (name && this.#known.streamOf(name));
    if (named === undefined) {
      if (name && this.#sessions.verify(sessionId) !== undefined) this.#known.cancelEarly(name);
      return false;
    }
    const answer = this.#running.get(sessionId);
    if (answer?.streamId !== named) return false;
    answer.stop('cancelled');
    return true;
  }

  /** @returns what was said in the session; `undefined` if this server did not issue it. */
  async transcript(sessionId: string): Promise<Transcript | undefined> {
    if (this.#sessions.verify(sessionId) === undefined) return undefined;
    // In this order: an answer that ends in between is read from its stream, which is still there.
    const running = this.#running.get(sessionId);
    const messages = await this.#ports.conversations.recent(sessionId, TRANSCRIPT_MAX_MESSAGES, TRANSCRIPT_MAX_LENGTH);
    return { messages: messages.filter(({ id }) => id !== running?.messageId), running };
  }

  /** @returns the id of the chatbot that the session is for; `undefined` if this server did not issue it. */
  chatbotOf(sessionId: string): string | undefined {
    return this.#sessions.verify(sessionId);
  }

  /**
   * Stores what the visitor thinks of an answer, in place of what was stored before; `undefined` takes it back. The comment is not logged.
   * @returns whether the session has such an answer.
   */
  async rate(sessionId: string, messageId: string, feedback: Feedback | undefined): Promise<boolean> {
    const chatbotId = this.#sessions.verify(sessionId);
    if (chatbotId === undefined) return false;
    if (!(await this.#ports.conversations.rate(sessionId, messageId, feedback))) return false;
    const rating = feedback?.rating ?? null;
    this.#log.info({ chatbot_id: chatbotId, message_id: messageId, rating }, 'answer rated');
    return true;
  }

  /**
   * Stops the answer that is being written in a session, and removes all that was said in it, with the logs of its answers and the ids
   * of its messages. The session itself stays good, and is empty: to refuse it, the server would have to keep it in mind.
   * Resolves when nothing of it can be read any more.
   */
  async erase(sessionId: string): Promise<void> {
    const chatbotId = this.#sessions.verify(sessionId);
    if (chatbotId === undefined) return;
    const before = this.#erasing.get(sessionId);
    if (before) return before;
    const erasing = this.#erase(sessionId).finally(() => this.#erasing.delete(sessionId));
    this.#erasing.set(sessionId, erasing);
    await erasing;
    this.#log.info({ chatbot_id: chatbotId }, 'conversation erased');
  }

  async #erase(sessionId: string): Promise<void> {
    const running = this.#running.get(sessionId);
    running?.stop('cancelled');
    // Its last words are stored before its end.
    await running?.ended;
    this.#known.forgetAll(sessionId);
    await this.#streams.removeAll(sessionId);
    await this.#ports.conversations.erase(sessionId);
  }

  /**
   * Takes no more questions, lets the running answers end, and stops those that take longer than `graceMs`. Resolves when each
   * has its terminal event.
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const answers = [...this.#running.values()];
    const grace = setTimeout(() => answers.forEach((answer) => answer.stop('shutdown')), graceMs);
    await Promise.all(answers.map(({ ended }) => ended));
    clearTimeout(grace);
  }

  /**
   * Looks for the answer to a message whose stream is gone: it is past its time, or an earlier process had it.
   * @returns one that came to its end; what has failed or was ended for want of a reader may be asked again.
   */
  async #findStored(name: MessageName): Promise<Message | undefined> {
    const { sessionId, clientMessageId } = name;
    const known = this.#known.streamOf(name);
    const isRunning = known !== undefined && this.#running.get(sessionId)?.streamId === known;
    if (isRunning || (known !== undefined && (await this.#streams.has(known, sessionId)))) return undefined;
    if (known !== undefined) this.#known.forget(name, known);
    const answer = await this.#ports.conversations.findAnswer(sessionId, clientMessageId);
    return answer?.state === 'complete' || answer?.state === 'cancelled' ? answer : undefined;
  }

  /** Writes a stored answer into a stream of its own, to be read like any other. */
  async #replay(name: MessageName, answer: Message, ids: Asked): Promise<Asked> {
    this.#known.remember(name, ids.streamId);
    await this.#streams.open(ids.streamId, ids.sessionId);
    for (const event of replayAnswer(answer, ids)) await this.#streams.append(ids.streamId, event);
    return { streamId: ids.streamId, sessionId: ids.sessionId };
  }

  #end(answer: RunningAnswer): void {
    answer.end();
    if (this.#running.get(answer.sessionId) === answer) this.#running.delete(answer.sessionId);
  }

  #requireRoom(before: RunningAnswer | undefined): void {
    if (this.#isClosing) throw new Refusal('overloaded', 'The server is restarting. Please try again in a moment.', 5);
    if (before && !before.isAbandoned) {
      throw new Refusal('rate_limited', 'Another answer is being written. Please wait for it, or stop it.', 1);
    }
    if (this.#running.size - (before ? 1 : 0) >= this.#maxRunning) {
      throw new Refusal('overloaded', 'There are too many questions at the moment. Please try again in a moment.', 2);
    }
  }

  /** A session id is taken from the client only if it was issued for this chatbot; otherwise the visitor gets a new one. */
  #adoptOrIssueSession(chatbotId: string, sessionId: string | undefined): string {
    const known = sessionId !== undefined && this.#sessions.verify(sessionId) === chatbotId;
    return known ? sessionId : this.#sessions.issue(chatbotId);
  }

  /**
   * Writes one answer to its log. Never rejects.
   * @param before - the end of the answer that this one took the place of: its text belongs into the history first.
   */
  async #run(answer: RunningAnswer, before: Promise<void> | undefined, question: Question): Promise<void> {
    const { streamId, chatbot } = question;
    const log = this.#log.child({ stream_id: streamId, chatbot_id: chatbot.id });
    const asked = performance.now();
    let last: ChatEvent | undefined;
    try {
      await before;
      const onFailure = (cause: unknown): void => log.error({ err: cause }, 'answer failed');
      for await (const event of runAnswer(question, this.#ports, answer.signal, onFailure)) {
        await this.#streams.append(streamId, event);
        last = event;
      }
    } catch (error) {
      log.error({ err: error }, 'the live stream can not be written');
      // Its readers wait for an end; where even that can't be written, the log itself is gone.
      await this.#streams.append(streamId, failureEvent(error, '')).catch(() => {});
    } finally {
      const { sessionId, clientMessageId } = question;
      // It is to be asked anew when it is sent again.
      if (answer.wasOrphaned && clientMessageId !== undefined) {
        this.#known.forget({ sessionId, clientMessageId }, streamId);
      }
      this.#end(answer);
      log.info({ outcome: last?.type, ms: Math.round(performance.now() - asked) }, 'answer ended');
    }
  }
}
