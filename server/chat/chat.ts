import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { ChatEvent, StoredEvent } from '../../protocol/chat-event.ts';
import type { CancelRequest, ChatRequest } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/config-file.ts';
import type { LiveStreams } from '../live-streams/live-streams.ts';
import { runAnswer, type AnswerPorts, type Question } from './run-answer.ts';
import { RunningAnswer } from './running-answer.ts';
import type { SessionTokens } from './session-tokens.ts';

/** How many `client_message_id`s are remembered, and for how long: as long as a finished stream stays readable. */
const REMEMBERED_MESSAGES = { max: 10_000, ttl: 300_000 } as const;

/** How many cancellations may wait for their message, and how long they hold. */
const EARLY_CANCELLATIONS = { max: 10_000, ttl: 30_000 } as const;

export interface ChatOptions extends AnswerPorts {
  readonly streams: LiveStreams;
  readonly sessions: SessionTokens;
  readonly log: Logger;
  /** How long an answer goes on while nobody listens, in milliseconds. @default 30_000 */
  readonly orphanGraceMs?: number;
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
  readonly #running = new Map<string, { readonly answer: RunningAnswer; readonly ended: Promise<void> }>();
  /** Which stream answers a message, by its session and client id. */
  readonly #asked = new LRUCache<string, string>(REMEMBERED_MESSAGES);
  readonly #cancelledEarly = new LRUCache<string, true>(EARLY_CANCELLATIONS);

  constructor({ streams, sessions, log, orphanGraceMs = 30_000, ...ports }: ChatOptions) {
    this.#ports = ports;
    this.#streams = streams;
    this.#sessions = sessions;
    this.#log = log;
    this.#orphanGraceMs = orphanGraceMs;
  }

  /**
   * Begins to answer a message. A message whose `client_message_id` its session has sent before is not asked again.
   * @returns the id of the stream that the answer is written to.
   */
  async ask(chatbot: Chatbot, request: ChatRequest): Promise<string> {
    const sessionId = this.#adoptOrIssueSession(chatbot.id, request.session_id);
    const streamId = randomUUID();
    const key = request.client_message_id && messageKey(sessionId, request.client_message_id);
    if (key) {
      const known = this.#asked.get(key);
      if (known !== undefined) return known;
      this.#asked.set(key, streamId);
    }
    await this.#streams.open(streamId);
    const answer = new RunningAnswer(sessionId, this.#orphanGraceMs);
    if (key && this.#cancelledEarly.delete(key)) answer.stop('cancelled');
    const ended = this.#run(answer, {
      chatbot,
      sessionId,
      streamId,
      messageId: randomUUID(),
      message: request.message,
      metadata: request.include?.includes('metadata') ?? false,
    });
    this.#running.set(streamId, { answer, ended });
    return streamId;
  }

  /**
   * Reads a stream from `afterId` on, as `LiveStreams.read` does, and counts as a listener while it does so.
   * @throws {StreamNotFoundError} if there is no such stream.
   */
  async *listen(streamId: string, afterId: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void> {
    const answer = this.#running.get(streamId)?.answer;
    answer?.join();
    try {
      yield* this.#streams.read(streamId, afterId, signal);
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
    const key = clientMessageId && messageKey(sessionId, clientMessageId);
    const named = streamId ?? (key && this.#asked.get(key));
    if (named === undefined) {
      if (key && this.#sessions.verify(sessionId) !== undefined) this.#cancelledEarly.set(key, true);
      return false;
    }
    const answer = this.#running.get(named)?.answer;
    if (answer?.sessionId !== sessionId) return false;
    answer.stop('cancelled');
    return true;
  }

  /** Stops all running answers and resolves when each has its terminal event. */
  async close(): Promise<void> {
    for (const { answer } of this.#running.values()) answer.stop('shutdown');
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** A session id is taken from the client only if it was issued for this chatbot; otherwise the visitor gets a new one. */
  #adoptOrIssueSession(chatbotId: string, sessionId: string | undefined): string {
    const known = sessionId !== undefined && this.#sessions.verify(sessionId) === chatbotId;
    return known ? sessionId : this.#sessions.issue(chatbotId);
  }

  /** Writes one answer to its log. Never rejects. */
  async #run(answer: RunningAnswer, question: Question): Promise<void> {
    const { streamId, chatbot } = question;
    const log = this.#log.child({ stream_id: streamId, chatbot_id: chatbot.id });
    const asked = performance.now();
    let last: ChatEvent | undefined;
    try {
      const onFailure = (cause: unknown): void => log.error({ err: cause }, 'answer failed');
      for await (const event of runAnswer(question, this.#ports, answer.signal, onFailure)) {
        await this.#streams.append(streamId, event);
        last = event;
      }
    } catch (error) {
      log.error({ err: error }, 'the live stream can not be written');
    } finally {
      answer.end();
      this.#running.delete(streamId);
      log.info({ outcome: last?.type, ms: Math.round(performance.now() - asked) }, 'answer ended');
    }
  }
}

function messageKey(sessionId: string, clientMessageId: string): string {
  return `${sessionId} ${clientMessageId}`;
}
