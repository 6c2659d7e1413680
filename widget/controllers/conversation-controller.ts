import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { Feedback, FeedbackRequest, PageContext } from '../../protocol/requests.ts';
import { append, before, changeAll, changeLast, EMPTY, type Conversation } from '../conversation/conversation.ts';
import { isSame, reconcile, type Recalled } from '../conversation/transcript.ts';
import {
  ask,
  cancel,
  enter,
  isOpen,
  join,
  rate,
  replaceable,
  retry,
  type OpenTurn,
  type Turn,
} from '../conversation/turn.ts';
import { Answering } from './answering.ts';
import type { Role } from './attempt.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { Deletion } from './deletion.ts';
import { History } from './history.ts';
import { createMessageId } from './message-id.ts';
import { onNextFrame } from '../next-frame.ts';
import { hearTurn, isOfAnother, type TabEvents } from './tab-ear.ts';
import type { TabMessage } from './tab-message.ts';
import { hearEnd, hearQuestion, hearStart, settledMessage, tabMessage } from './tab-turn.ts';

export type { ConversationMessenger, ConversationOptions } from './conversation-options.ts';

type ConversationHost = ReactiveControllerHost & { readonly isConnected: boolean };

/**
 * Holds the conversation and carries it on: one answer at a time, which ends by itself or is stopped. Reading it is let go of
 * when the host leaves the page or `suspend` is called, and gone on with afterwards. The host is updated at most once an
 * animation frame, however fast the events come in.
 */
export class ConversationController implements ReactiveController {
  readonly #host: ConversationHost;
  readonly #options: ConversationOptions;
  #conversation: Conversation = EMPTY;
  readonly #answering: Answering;
  readonly #history: History;
  readonly #deletion: Deletion;
  #isSuspended = false;
  readonly #tabEvents: TabEvents = {
    onAsked: (message) => this.#hearQuestion(message),
    onStopped: (turn) => this.#answering.stop(turn),
    onStarted: (message) => {
      this.#options.saved().sessionId = message.sessionId;
      this.#change((turn) => hearStart(turn, message));
      this.#answering.save();
    },
    onSettled: (message) => {
      this.#answering.letGo();
      this.#change((turn) => hearEnd(turn, message));
      this.#options.saved().keep({ turn: undefined });
      this.refresh();
    },
  };
  /** Where the visitor was at the last question. */
  #asked: { readonly clientMessageId: string | undefined; readonly context: PageContext | undefined } | undefined;
  /** Whether the host is yet to hear of a change. */
  #changed = false;

  constructor(host: ConversationHost, options: ConversationOptions) {
    this.#host = host;
    this.#options = options;
    this.#answering = new Answering({
      ...options,
      openTurn: () => this.openTurn,
      change: (step) => this.#change(step),
      contextOf: (id) => (this.#asked?.clientMessageId === id ? this.#asked?.context : undefined),
      onStarted: () => this.#tell('started'),
      onEnd: (role) => this.#settle(role),
    });
    this.#deletion = new Deletion(options);
    this.#history = new History({
      ask: (sessionId, signal) => options.messenger().transcript(sessionId, signal),
      saved: options.saved,
      isBusy: () => this.#isBusy,
      onRecalled: (recalled, sessionId) => this.#takeUp(recalled, sessionId),
    });
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

  /** The last turn, if its answer is asked for here, and in no other tab. */
  get ownTurn(): Turn | undefined {
    return this.#answering.attempt?.role === 'asking' ? this.#conversation.at(-1) : undefined;
  }

  /** Takes up what was said before, and an answer that was still to come. Does nothing if that was begun. */
  load(): void {
    if (!this.#history.isUnknown) return;
    const { sessionId, tab } = this.#options.saved();
    // An answer that has begun is of no use without the session that it belongs to.
    const turn = tab.turn?.place && (tab.turn.sessionId ?? sessionId) === undefined ? undefined : tab.turn;
    if (turn) this.#conversation = append(this.#conversation, join(turn));
    this.#history.load();
    if (turn) this.#answer('asking');
  }

  /**
   * Asks. Does nothing while another answer is open, or if `text` is blank.
   * @returns whether it was asked.
   */
  send(text: string): boolean {
    return this.#ask(text.trim());
  }

  /**
   * Asks in the place of the last question and of what came of it, which go. Does nothing while an answer is open, or where
   * the server has no name for that question.
   * @param text - the same question again, where it is absent.
   * @returns whether it was asked.
   */
  sendAnew(text?: string): boolean {
    const last = this.#conversation.at(-1);
    const replaces = last && replaceable(last);
    return replaces !== undefined && this.#ask((text ?? last?.question ?? '').trim(), replaces);
  }

  /** Notes what the visitor thinks of an answer. */
  rate(messageId: string, feedback: Feedback | undefined): void {
    this.#conversation = changeAll(this.#conversation, (turn) =>
      turn.phase === 'complete' && turn.messageId === messageId ? rate(turn, feedback) : turn,
    );
    this.#host.requestUpdate();
  }

  /** Tells the server what the visitor thinks of an answer. Rejects where that fails. */
  async sendRating(messageId: string, request: FeedbackRequest, signal: AbortSignal): Promise<void> {
    const { sessionId } = this.#options.saved();
    if (sessionId !== undefined) await this.#options.messenger().rate(messageId, request, sessionId, signal);
  }

  /** Begins another conversation, here and in the other tabs. An answer that is open is stopped. */
  startAnew(): void {
    const { sessionId } = this.#options.saved();
    // Tabs that do not know yet in which session it was asked would ask once more what they wait for.
    this.#tell('stopped');
    if (sessionId !== undefined) this.#options.tell({ type: 'ended', sessionId });
    this.#startAnew(sessionId);
  }

  /**
   * Has the server delete what was said, then begins another conversation. Nothing can be asked meanwhile. Rejects where that
   * fails: then all stays.
   * @returns whether another has begun here: not where the chatbot has changed meanwhile.
   */
  async erase(signal: AbortSignal): Promise<boolean> {
    const { sessionId } = this.#options.saved();
    if (!(await this.#deletion.run(sessionId, signal))) return false;
    if (sessionId === undefined) this.startAnew();
    else {
      this.#options.tell({ type: 'ended', sessionId });
      this.#hearEnd(sessionId);
    }
    return true;
  }

  #ask(question: string, replaces?: string): boolean {
    if (question === '' || this.#isBusy || this.#deletion.isUnderWay) return false;
    this.load();
    // It may just have taken up an answer that is still to come.
    if (this.#isBusy) return false;
    const turn = ask(question, createMessageId(), { replaces, askedAt: Date.now() });
    this.#conversation = append(this.#conversation, turn);
    this.#noteContext();
    this.#tell('asked');
    this.#answer('asking');
    return true;
  }

  /**
   * Tries the last question once more, in the same turn: goes on with its answer where there may be one, asks anew where there
   * is none. Does nothing unless it failed.
   * @returns whether it was tried.
   */
  retry(): boolean {
    const last = this.#conversation.at(-1);
    if (last?.phase !== 'failed' || this.#answering.attempt || this.#deletion.isUnderWay) return false;
    this.#change(() => retry(last, createMessageId()));
    this.#noteContext();
    this.#tell('asked');
    this.#answer('asking');
    return true;
  }

  /**
   * Has the open answer stopped. The server ends it; if the server does not, because it cannot be reached or stays silent,
   * the answer is left all the same. Asked a second time, it is left at once.
   */
  stop(): void {
    const turn = this.openTurn;
    if (!this.#answering.attempt || !turn) return;
    if (turn.phase === 'stopping') {
      this.#answering.leave();
      return;
    }
    this.#tell('stopped');
    this.#answering.stop(turn);
  }

  /** Forgets what is here, as for another chatbot; what is saved stays. An answer that is open is let go of. */
  clear(): void {
    this.#answering.letGo();
    this.#history.clear();
    this.#answering.stopStopping();
    this.#conversation = EMPTY;
    this.#host.requestUpdate();
  }

  /** Lets go of every connection. The answer that is open stays so, to be gone on with. */
  suspend(): void {
    this.#isSuspended = true;
    if (this.#answering.attempt?.role === 'asking' && this.openTurn && !this.openTurn.place) this.#tell('left');
    this.#answering.letGo();
    this.#history.suspend();
    this.#answering.stopStopping();
  }

  /** Goes on with what `suspend` has let go of, and takes up what has happened meanwhile. */
  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    const turn = this.openTurn;
    if (turn?.phase === 'stopping') {
      this.#change(cancel);
      this.#options.saved().keep({ turn: undefined });
    } else if (turn) this.#answer('asking');
    this.#history.resume();
  }

  /** Takes up what other tabs have done. Does nothing if that is known already. */
  refresh(): void {
    this.#history.refresh();
  }

  /** Takes note that other tabs may have done something of which nothing is known here. */
  mistrust(): void {
    this.#history.mistrust();
  }

  /** Another tab has told something. */
  hear(message: TabMessage): void {
    if (message.type === 'ended') this.#hearEnd(message.sessionId);
    else if (message.type === 'rated') this.rate(message.messageId, message.feedback);
    else hearTurn(message, { turn: this.openTurn, attempt: this.#answering.attempt }, this.#tabEvents);
  }

  hostConnected(): void {
    this.resume();
  }

  hostDisconnected(): void {
    // An element that is only moved is back before the microtask runs, and keeps its answer.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.suspend();
    });
  }

  get #isBusy(): boolean {
    return this.#answering.attempt !== undefined || this.openTurn !== undefined;
  }

  #hearQuestion(message: TabMessage & { readonly type: 'asked' }): void {
    // What is not loaded yet will be loaded with it; what cannot be seen can wait, and costs no connection.
    const isVisible = this.#options.isVisible?.() ?? document.visibilityState === 'visible';
    if (this.#isBusy || this.#history.isLoading || !isVisible) {
      this.#history.mistrust();
      // What the server has no more would look like what it never had.
      if (message.replaces !== undefined && !this.#isBusy) {
        this.#conversation = before(this.#conversation, message.replaces);
        this.#host.requestUpdate();
      }
      return;
    }
    if (this.#history.isUnknown) return;
    this.#conversation = hearQuestion(this.#conversation, message, Date.now());
    this.#answer(this.openTurn?.place ? 'reading' : 'waiting');
  }

  /** What is asked again later, or by another tab, is asked without it. */
  #noteContext(): void {
    this.#asked = { clientMessageId: this.openTurn?.clientMessageId, context: this.#options.context?.() };
  }

  #answer(role: Role): void {
    this.#answering.begin(role);
    this.#host.requestUpdate();
  }

  #settle(role: Role): void {
    const turn = this.#conversation.at(-1);
    if (!turn || isOpen(turn)) return;
    if (role === 'asking') {
      const message = settledMessage(turn);
      if (message) this.#options.tell(message);
      this.#options.onSettled(turn);
    }
    // Whoever was told may have asked something.
    if (this.#isBusy) return;
    this.#options.saved().keep({ turn: undefined });
    this.refresh();
  }

  /** What the server knows of the conversation is here. */
  #takeUp(recalled: Recalled, sessionId: string): void {
    const { running } = recalled;
    this.#conversation = reconcile(this.#conversation, recalled);
    this.#host.requestUpdate();
    const turn = this.openTurn;
    // It may have brought the end of the answer that is being gone after.
    if (!turn) this.#answering.leave();
    if (!running) return;
    if (this.#isBusy) {
      if (!turn || !isSame(turn, running)) this.#history.mistrust();
    } else {
      this.#conversation = append(this.#conversation, enter(running, sessionId));
      this.#answer('reading');
    }
  }

  /** The conversation in this session is over. What is here may be another by now: the word can come late. */
  #hearEnd(ended: string): void {
    const isAnother = this.#history.isUnknown || isOfAnother(this.#conversation.at(-1), ended);
    if (isAnother && this.#options.saved().sessionId !== ended) {
      this.#history.mistrust();
      this.refresh();
    } else this.#startAnew(ended);
  }

  /** @param ended - the session that is over; one that another tab has begun meanwhile stays, and is taken up. */
  #startAnew(ended: string | undefined): void {
    this.#deletion.letGo();
    const turn = this.openTurn;
    if (turn && turn.phase !== 'stopping') this.#answering.stop(turn);
    this.#answering.letGo();
    this.#history.clear();
    this.#conversation = EMPTY;
    const saved = this.#options.saved();
    if (saved.sessionId === ended) saved.sessionId = undefined;
    saved.keep({ turn: undefined });
    // Without a session nothing was said, which is known then.
    this.#history.load();
    this.#host.requestUpdate();
  }

  /** Tells the other tabs of the open turn, unless its question came from elsewhere. */
  #tell(type: Parameters<typeof tabMessage>[1]): void {
    const message = this.openTurn && tabMessage(this.openTurn, type);
    if (message) this.#options.tell(message);
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
