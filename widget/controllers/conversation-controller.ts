import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { StoredEvent } from '../../protocol/chat-event.ts';
import type { CancelRequest, ChatRequest } from '../../protocol/requests.ts';
import { append, changeLast, EMPTY, type Conversation } from '../conversation/conversation.ts';
import {
  advance,
  ask,
  cancel,
  fail,
  isOpen,
  retry,
  stop,
  type OpenTurn,
  type SettledTurn,
  type Turn,
} from '../conversation/turn.ts';
import { asFailure } from '../transport/chat-error.ts';
import { createMessageId } from './message-id.ts';
import { onNextFrame } from './next-frame.ts';

type ConversationHost = ReactiveControllerHost & { readonly isConnected: boolean };

/** What the conversation needs of a `ChatClient`. */
export interface Messenger {
  send(request: ChatRequest, signal: AbortSignal): AsyncIterable<StoredEvent>;
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void>;
}

export interface ConversationOptions {
  /** Asked before every request, so that it may change between two of them. */
  readonly messenger: () => Messenger;
  readonly chatbotId: () => string;
  /** Called when a turn has come to its end, whichever it is. */
  readonly onSettled: (turn: SettledTurn) => void;
  /** How long a stopped answer may still go on, in milliseconds, before it is left; 3,000 by default. */
  readonly stopGraceMs?: number;
}

const STOP_GRACE_MS = 3_000;

/** One request for an answer, from the question to the end of its stream. */
interface Attempt {
  /** Aborted when the attempt is over, however it ended. */
  readonly abort: AbortController;
  /** The session under which the server was asked to stop. */
  cancelledIn?: string;
}

/**
 * Holds the conversation and carries it on: one answer at a time, which ends by itself, is stopped, or goes down with its
 * element. The host is updated at most once an animation frame, however fast the events come in.
 */
export class ConversationController implements ReactiveController {
  readonly #host: ConversationHost;
  readonly #options: ConversationOptions;
  #conversation: Conversation = EMPTY;
  /** Kept in memory only; the server replaces one that it does not know. */
  #sessionId: string | undefined;
  /** Until its stream is closed, which is a moment after its turn has settled. */
  #attempt: Attempt | undefined;
  /** Whether the host is yet to hear of a change. */
  #changed = false;

  constructor(host: ConversationHost, options: ConversationOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get turns(): Conversation {
    return this.#conversation;
  }

  /** The turn whose answer is still to come or coming in. */
  get openTurn(): OpenTurn | undefined {
    const last = this.#conversation.at(-1);
    return last && isOpen(last) ? last : undefined;
  }

  /**
   * Asks. Does nothing while another answer is open, or if `text` is blank.
   * @returns whether it was asked.
   */
  send(text: string): boolean {
    const question = text.trim();
    if (question === '' || this.#attempt) return false;
    this.#conversation = append(this.#conversation, ask(question, createMessageId()));
    this.#answer();
    return true;
  }

  /**
   * Asks the last question once more, in the same turn. Does nothing unless it failed.
   * @returns whether it was asked.
   */
  retry(): boolean {
    const last = this.#conversation.at(-1);
    if (last?.phase !== 'failed' || this.#attempt) return false;
    this.#change(() => retry(last, createMessageId()));
    this.#answer();
    return true;
  }

  /**
   * Has the open answer stopped. The server ends it; if the server does not, because it cannot be reached or stays silent,
   * the answer is left all the same. Asked a second time, it is left at once.
   */
  stop(): void {
    const attempt = this.#attempt;
    const turn = this.openTurn;
    if (!attempt || !turn) return;
    if (turn.phase === 'stopping') {
      attempt.abort.abort();
      return;
    }
    this.#change(stop);
    const timer = setTimeout(() => attempt.abort.abort(), this.#options.stopGraceMs ?? STOP_GRACE_MS);
    attempt.abort.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    if (this.#sessionId !== undefined) void this.#cancel(attempt, this.#sessionId);
  }

  /** Forgets everything, as for another chatbot. An answer that is open goes without a word. */
  clear(): void {
    this.#attempt?.abort.abort();
    this.#attempt = undefined;
    this.#conversation = EMPTY;
    this.#sessionId = undefined;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // An element that is only moved is back before the microtask runs, and keeps its answer.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#attempt?.abort.abort();
    });
  }

  #answer(): void {
    this.#attempt = { abort: new AbortController() };
    this.#host.requestUpdate();
    void this.#run(this.#attempt);
  }

  async #run(attempt: Attempt): Promise<void> {
    const { signal } = attempt.abort;
    try {
      for await (const { event } of this.#options.messenger().send(this.#request(), signal)) {
        // A cleared conversation has no place for what still arrives.
        if (attempt !== this.#attempt) return;
        this.#change((turn) => advance(turn, event));
        if (event.type === 'start') this.#enter(attempt, event.session_id);
      }
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.#change((turn) =>
        signal.aborted || turn.phase === 'stopping' ? cancel(turn) : fail(turn, asFailure(error)),
      );
    } finally {
      attempt.abort.abort();
    }
    this.#attempt = undefined;
    const turn = this.#conversation.at(-1);
    if (turn && !isOpen(turn)) this.#options.onSettled(turn);
  }

  #request(): ChatRequest {
    const turn = this.openTurn;
    if (!turn) throw new Error('there is nothing to ask');
    const request = {
      message: turn.question,
      chatbot_id: this.#options.chatbotId(),
      client_message_id: turn.clientMessageId,
    };
    return this.#sessionId === undefined ? request : { ...request, session_id: this.#sessionId };
  }

  /** The server has said whose conversation this is: a stop that had to wait for that, or went elsewhere, is sent now. */
  #enter(attempt: Attempt, sessionId: string): void {
    this.#sessionId = sessionId;
    if (this.openTurn?.phase === 'stopping' && attempt.cancelledIn !== sessionId) void this.#cancel(attempt, sessionId);
  }

  async #cancel(attempt: Attempt, sessionId: string): Promise<void> {
    const turn = this.openTurn;
    if (!turn) return;
    attempt.cancelledIn = sessionId;
    const request = { client_message_id: turn.clientMessageId, session_id: sessionId };
    try {
      await this.#options.messenger().cancel(request, attempt.abort.signal);
    } catch {
      // The server did not hear of it; leaving the stream is what remains, and the server notices that in its own time.
      attempt.abort.abort();
    }
  }

  #change(step: (turn: Turn) => Turn): void {
    this.#conversation = changeLast(this.#conversation, step);
    if (this.#changed) return;
    this.#changed = true;
    onNextFrame(() => {
      this.#changed = false;
      this.#host.requestUpdate();
    });
  }
}
