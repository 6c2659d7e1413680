import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { CancelRequest, MessagesResponse } from '../../protocol/requests.ts';
import { append, changeLast, EMPTY, type Conversation } from '../conversation/conversation.ts';
import { isSame, reconcile, type Recalled } from '../conversation/transcript.ts';
import {
  advance,
  ask,
  cancel,
  complete,
  enter,
  fail,
  goOffline,
  isOpen,
  join,
  keepLonger,
  reconnect,
  resume,
  retry,
  stop,
  type OpenTurn,
  type SettledTurn,
  type Turn,
} from '../conversation/turn.ts';
import type { DiagnosticsDetail } from '../smail-chat-events.ts';
import { asFailure } from '../transport/chat-error.ts';
import type { AnswerStep, Question } from '../transport/follow-answer.ts';
import { SILENCE_MS } from '../transport/silence.ts';
import { Attempt, type Role } from './attempt.ts';
import { History } from './history.ts';
import { createMessageId } from './message-id.ts';
import { onNextFrame } from './next-frame.ts';
import type { SavedSession } from './saved-session.ts';
import type { TabMessage } from './tab-message.ts';
import { hearEnd, hearQuestion, hearStart, settledMessage, tabMessage } from './tab-turn.ts';

type ConversationHost = ReactiveControllerHost & { readonly isConnected: boolean };

/** What the conversation needs of a `Messenger`. */
export interface ConversationMessenger {
  follow(question: Question, signal: AbortSignal): AsyncIterable<AnswerStep>;
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void>;
  transcript(sessionId: string, signal: AbortSignal): Promise<MessagesResponse | undefined>;
}

export interface ConversationOptions {
  /** Asked before every request, so that it may change between two of them; and so are the next two. */
  readonly messenger: () => ConversationMessenger;
  readonly chatbotId: () => string;
  readonly saved: () => SavedSession;
  /** Tells the visitor's other tabs. */
  readonly tell: (message: TabMessage) => void;
  /** Called when a turn of this tab has come to its end, whichever it is. */
  readonly onSettled: (turn: SettledTurn) => void;
  readonly onDiagnostics: (detail: DiagnosticsDetail) => void;
  /** Whether anybody can see the page. @default whether the document is visible */
  readonly isVisible?: () => boolean;
  /** How long a stopped answer may still go on, in milliseconds, before it is left. @default 3_000 */
  readonly stopGraceMs?: number;
  /** How long the server is tried to be told that an answer is to stop, in milliseconds. @default 30_000 */
  readonly cancelPatienceMs?: number;
  /** How long another tab, which has asked, is waited for, in milliseconds, before this one asks itself. @default SILENCE_MS */
  readonly tabPatienceMs?: number;
}

const STOP_GRACE_MS = 3_000;

/** As long as the server holds a cancel that comes before its message; after that the answer is not waited for any more. */
const CANCEL_PATIENCE_MS = 30_000;

/**
 * Holds the conversation and carries it on: one answer at a time, which ends by itself or is stopped. Reading it is let go of
 * when the host leaves the page or `suspend` is called, and gone on with afterwards. The host is updated at most once an
 * animation frame, however fast the events come in.
 */
export class ConversationController implements ReactiveController {
  readonly #host: ConversationHost;
  readonly #options: ConversationOptions;
  #conversation: Conversation = EMPTY;
  /** Until its stream is closed, which is a moment after its turn has settled. */
  #attempt: Attempt | undefined;
  readonly #history: History;
  /** Aborted when nobody is here any more to have an answer stopped. */
  #cancelling = new AbortController();
  #isSuspended = false;
  /** Whether the host is yet to hear of a change. */
  #changed = false;

  constructor(host: ConversationHost, options: ConversationOptions) {
    this.#host = host;
    this.#options = options;
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
    const question = text.trim();
    if (question === '' || this.#isBusy) return false;
    this.load();
    // It may just have taken up an answer that is still to come.
    if (this.#isBusy) return false;
    this.#conversation = append(this.#conversation, ask(question, createMessageId()));
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
    if (last?.phase !== 'failed' || this.#attempt) return false;
    this.#change(() => retry(last, createMessageId()));
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
    if (!this.#attempt || !turn) return;
    if (turn.phase === 'stopping') {
      this.#attempt.leave();
      return;
    }
    this.#tell('stopped');
    this.#stop(this.#attempt, turn);
  }

  /** Forgets what is here, as for another chatbot; what is saved stays. An answer that is open is let go of. */
  clear(): void {
    this.#letGo();
    this.#history.clear();
    this.#leaveCancelling();
    this.#conversation = EMPTY;
    this.#host.requestUpdate();
  }

  /** Lets go of every connection. The answer that is open stays so, to be gone on with. */
  suspend(): void {
    this.#isSuspended = true;
    if (this.#attempt?.role === 'asking' && this.openTurn && !this.openTurn.place) this.#tell('left');
    this.#letGo();
    this.#history.suspend();
    this.#leaveCancelling();
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
    const turn = this.openTurn;
    const isOurs = turn?.clientMessageId === message.clientMessageId;
    if (message.type === 'asked') {
      if (!isOurs) this.#hearQuestion(message);
      return;
    }
    const attempt = this.#attempt;
    if (!attempt || !turn || !isOurs) return;
    if (message.type === 'stopped') {
      if (turn.phase !== 'stopping') this.#stop(attempt, turn);
      return;
    }
    // Who reads the answer has it from the server.
    if (attempt.role !== 'waiting') return;
    switch (message.type) {
      case 'started':
        this.#options.saved().sessionId = message.sessionId;
        this.#change((turn) => hearStart(turn, message));
        this.#save();
        attempt.role = 'reading';
        attempt.takeOver();
        break;
      case 'left':
        attempt.takeOver();
        break;
      case 'settled':
        this.#letGo();
        this.#change((turn) => hearEnd(turn, message));
        this.#options.saved().keep({ turn: undefined });
        this.refresh();
        break;
      default:
        message satisfies never;
    }
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
    return this.#attempt !== undefined || this.openTurn !== undefined;
  }

  #hearQuestion(message: TabMessage & { readonly type: 'asked' }): void {
    // What is not loaded yet will be loaded with it; what cannot be seen can wait, and costs no connection.
    if (this.#isBusy || this.#history.isLoading || !(this.#options.isVisible ?? isPageVisible)()) {
      this.#history.mistrust();
      return;
    }
    if (this.#history.isUnknown) return;
    this.#conversation = hearQuestion(this.#conversation, message);
    this.#answer(this.openTurn?.place ? 'reading' : 'waiting');
  }

  #answer(role: Role): void {
    const attempt = new Attempt(role, this.#options.tabPatienceMs ?? SILENCE_MS);
    this.#attempt = attempt;
    this.#enterSaved();
    this.#save();
    this.#host.requestUpdate();
    void this.#run(attempt);
  }

  async #run(attempt: Attempt): Promise<void> {
    const { signal } = attempt;
    try {
      await attempt.turnOfThisTab;
      signal.throwIfAborted();
      if (attempt.role === 'waiting') attempt.role = 'asking';
      this.#enterSaved();
      if (this.openTurn) {
        for await (const step of this.#options.messenger().follow(this.#question(this.openTurn), signal)) {
          // A conversation that was let go of has no place for what still arrives.
          if (attempt !== this.#attempt) return;
          this.#take(attempt, step);
        }
      }
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.#change((turn) =>
        signal.aborted || turn.phase === 'stopping' ? cancel(turn) : fail(turn, asFailure(error)),
      );
    } finally {
      attempt.leave();
    }
    if (attempt === this.#attempt) this.#settle(attempt);
  }

  #question({ question, clientMessageId, sessionId, place }: OpenTurn): Question {
    const saved = this.#options.saved();
    return {
      chatbotId: this.#options.chatbotId(),
      message: question,
      clientMessageId,
      sessionId,
      enter: (open, signal) => saved.enter(open, signal),
      place,
      whole: saved.tab.whole,
    };
  }

  /** An attempt that has no session yet is made in that of all tabs, if there is one. */
  #enterSaved(): void {
    const { sessionId } = this.#options.saved();
    if (sessionId === undefined || this.openTurn?.sessionId !== undefined) return;
    this.#conversation = changeLast(this.#conversation, (turn) => enter(turn, sessionId));
  }

  #take(attempt: Attempt, step: AnswerStep): void {
    const { onDiagnostics } = this.#options;
    switch (step.type) {
      case 'session':
        this.#enter(attempt, step.sessionId);
        break;
      case 'event':
        this.#change((turn) => advance(turn, step.stored));
        if (step.stored.event.type === 'start') this.#start();
        // The server has ended it: there is nothing to be stopped any more.
        if (step.stored.event.done) attempt.end();
        break;
      case 'whole':
        this.#change((turn) => complete(turn, step.answer));
        break;
      case 'remnant':
        this.#change((turn) => keepLonger(turn, step.text));
        break;
      case 'reconnecting':
        this.#losesConnection(attempt, (turn) => reconnect(turn, step.attempt, step.of));
        onDiagnostics({ kind: 'reconnecting', attempt: step.attempt, of: step.of, code: step.code });
        break;
      case 'offline':
        this.#losesConnection(attempt, goOffline);
        onDiagnostics({ kind: 'offline' });
        break;
      case 'resumed':
        this.#change(resume);
        onDiagnostics({ kind: 'resumed' });
        break;
      case 'stalled':
        onDiagnostics({ kind: 'stalled' });
        break;
      case 'fallback':
        this.#options.saved().keep({ whole: true });
        onDiagnostics({ kind: 'fallback', reason: step.reason });
        break;
      default:
        step satisfies never;
    }
  }

  /** A stopped answer is not gone after. */
  #losesConnection(attempt: Attempt, step: (turn: Turn) => Turn): void {
    if (this.openTurn?.phase === 'stopping') attempt.leave();
    else this.#change(step);
  }

  /** The server has taken the question: the other tabs can read the answer too, and so can this one after a reload. */
  #start(): void {
    this.#save();
    this.#tell('started');
  }

  /** Whose conversation it is in: a stop that had to wait for that, or went elsewhere, is sent now. */
  #enter(attempt: Attempt, sessionId: string): void {
    this.#options.saved().sessionId = sessionId;
    this.#change((turn) => enter(turn, sessionId));
    this.#save();
    const turn = this.openTurn;
    if (turn?.phase === 'stopping') this.#cancel(attempt, turn, sessionId);
  }

  #stop(attempt: Attempt, turn: OpenTurn): void {
    const sessionId = turn.sessionId ?? this.#options.saved().sessionId;
    const isReading = turn.phase === 'sending' || turn.phase === 'streaming';
    this.#change(stop);
    if (sessionId !== undefined) this.#cancel(attempt, turn, sessionId);
    if (!isReading || attempt.role === 'waiting' || sessionId === undefined) {
      // Nothing is coming in that could tell of the end; without a session nothing was asked.
      attempt.leave();
    } else attempt.leaveAfter(this.#options.stopGraceMs ?? STOP_GRACE_MS);
  }

  #cancel(attempt: Attempt, turn: OpenTurn, sessionId: string): void {
    const messenger = this.#options.messenger();
    const patience = AbortSignal.timeout(this.#options.cancelPatienceMs ?? CANCEL_PATIENCE_MS);
    const until = AbortSignal.any([this.#cancelling.signal, patience]);
    void attempt.cancel(turn, sessionId, (request, signal) => messenger.cancel(request, signal), until);
  }

  #settle({ role }: Attempt): void {
    this.#attempt = undefined;
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
    if (!turn) this.#attempt?.leave();
    if (!running) return;
    if (this.#isBusy) {
      if (!turn || !isSame(turn, running)) this.#history.mistrust();
    } else {
      this.#conversation = append(this.#conversation, enter(running, sessionId));
      this.#answer('reading');
    }
  }

  #leaveCancelling(): void {
    this.#cancelling.abort();
    this.#cancelling = new AbortController();
  }

  #letGo(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.leave();
  }

  /** Notes what a reload needs to go on. */
  #save(): void {
    const turn = this.openTurn;
    if (!turn) return;
    const { key, question, clientMessageId, sessionId, place } = turn;
    this.#options.saved().keep({ turn: { key, question, clientMessageId, sessionId, place } });
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

function isPageVisible(): boolean {
  return document.visibilityState === 'visible';
}
