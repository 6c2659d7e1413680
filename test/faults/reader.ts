import { setTimeout as sleep } from 'node:timers/promises';
import {
  advance,
  ask,
  complete,
  fail,
  isOpen,
  keepLonger,
  retry,
  stop,
  type Turn,
} from '../../widget/conversation/turn.ts';
import { ChatClient } from '../../widget/transport/chat-client.ts';
import { ChatError } from '../../widget/transport/chat-error.ts';
import type { Conditions } from '../../widget/transport/conditions.ts';
import type { AnswerStep } from '../../widget/transport/follow-answer.ts';
import { Messenger } from '../../widget/transport/messenger.ts';
import { QUESTION, type Seen, type Visitor } from './visitor.ts';

/** As in the widget, but for the wait before an attempt, which is short; and Node is never offline. */
const CONDITIONS: Conditions = {
  retryBaseMs: 20,
  random: Math.random,
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  isOnline: () => true,
  online: () => Promise.resolve(),
};

export interface ReaderOptions {
  /** The silence after which a connection counts as dead, in milliseconds. @default that of the widget */
  readonly silenceMs?: number;
}

/** The widget without its page: its own transport and its own turns, over Node's `fetch`. */
export class Reader implements Visitor {
  /** What happened on the way to the last answer, but for its events. */
  readonly steps: Exclude<AnswerStep['type'], 'event'>[] = [];
  readonly #silence: ReaderOptions;
  #messenger: Messenger;
  readonly #leaving = new AbortController();
  #turn: Turn = ask('', '');
  #sessionId: string | undefined;
  #whole = false;
  #asked = 0;
  #over: Promise<void> = Promise.resolve();
  #changed = Promise.withResolvers<void>();

  constructor(url: string, options: ReaderOptions = {}) {
    this.#silence = options;
    this.#messenger = this.#connect(url);
  }

  /** From now on asks there. */
  visit(url: string): void {
    this.#messenger = this.#connect(url);
  }

  get turn(): Turn {
    return this.#turn;
  }

  async ask(question = QUESTION): Promise<void> {
    await this.#over;
    this.#begin(ask(question, this.#freshId()));
  }

  async untilTokens(count: number): Promise<void> {
    await this.#until((turn) => turn.text.includes(`token${count} `));
  }

  /** Resolves when this has happened on the way to the last answer. */
  async untilStep(type: Reader['steps'][number]): Promise<void> {
    await this.#until(() => this.steps.includes(type));
  }

  async stop(): Promise<void> {
    // One that has not begun has no session in which it could be stopped.
    await this.#until((turn) => turn.place !== undefined);
    const { clientMessageId: id = '' } = this.#turn;
    this.#change(stop);
    const request = { client_message_id: id, session_id: this.#sessionId ?? '' };
    await this.#messenger.cancel(request, this.#leaving.signal);
  }

  async tryAgain(): Promise<void> {
    await this.ended();
    if (this.#turn.phase !== 'failed') throw new Error(`a turn that is ${this.#turn.phase} is not tried again`);
    this.#begin(retry(this.#turn, this.#freshId()));
  }

  async ended(): Promise<void> {
    await this.#over;
  }

  async seen(): Promise<Seen> {
    const { phase, text } = this.#turn;
    return { text, end: phase === 'complete' || phase === 'cancelled' || phase === 'failed' ? phase : 'none' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort();
    // What it fails with, if anything, was told to whoever waited for it.
    await this.#over.catch(() => {});
  }

  #connect(url: string): Messenger {
    return new Messenger(new ChatClient(url, this.#silence), CONDITIONS);
  }

  #freshId(): string {
    return `reader-${++this.#asked}`;
  }

  #begin(turn: Turn): void {
    this.steps.length = 0;
    this.#change(() => turn);
    this.#over = this.#follow();
  }

  async #follow(): Promise<void> {
    const { question: message, clientMessageId, place } = this.#turn;
    const question = {
      chatbotId: 'demo',
      message,
      clientMessageId,
      sessionId: this.#sessionId,
      enter: (open: () => Promise<string>) => open(),
      place,
      whole: this.#whole,
    };
    try {
      for await (const step of this.#messenger.follow(question, this.#leaving.signal)) this.#take(step);
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      if (!(error instanceof ChatError)) throw error;
      this.#change((turn) => fail(turn, error));
    }
  }

  #take(step: AnswerStep): void {
    if (step.type === 'event') {
      // A second end would be an event after the end.
      if (!isOpen(this.#turn)) throw new Error(`${step.stored.event.type} came after the end`);
      this.#change((turn) => advance(turn, step.stored));
      return;
    }
    this.steps.push(step.type);
    this.#change((turn) => turn);
    if (step.type === 'session') this.#sessionId = step.sessionId;
    if (step.type === 'fallback') this.#whole = true;
    if (step.type === 'whole') this.#change((turn) => complete(turn, step.answer));
    if (step.type === 'remnant') this.#change((turn) => keepLonger(turn, step.text));
  }

  async #until(test: (turn: Turn) => boolean): Promise<void> {
    while (!test(this.#turn)) {
      if (!isOpen(this.#turn)) throw new Error(`the answer ended (${this.#turn.phase}) before it was so far`);
      await Promise.race([this.#changed.promise, this.#over]);
    }
  }

  #change(step: (turn: Turn) => Turn): void {
    this.#turn = step(this.#turn);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
