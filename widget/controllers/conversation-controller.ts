import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { CancelRequest, MessagesResponse } from '../../protocol/requests.ts';
import { append, changeLast, EMPTY, type Conversation } from '../conversation/conversation.ts';
import { recall, reconcile } from '../conversation/transcript.ts';
import {
  advance,
  ask,
  begin,
  cancel,
  complete,
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
import { createMessageId } from './message-id.ts';
import { onNextFrame } from './next-frame.ts';
import type { SavedSession } from './saved-session.ts';
import type { TabMessage } from './tab-message.ts';

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
  /** How long another tab, which has asked, is waited for, in milliseconds, before this one asks itself. @default SILENCE_MS */
  readonly tabPatienceMs?: number;
}

const STOP_GRACE_MS = 3_000;

/** One reading of an answer, from the question to the end of its stream. */
interface Attempt {
  /**
   * Who asks: `asking`, this tab; `reading`, another one, or this one before it was loaded, and its stream is known;
   * `waiting`, another one, which is yet to tell where its stream is.
   */
  role: 'asking' | 'reading' | 'waiting';
  /** Aborted when the attempt is over, however it ended. */
  readonly abort: AbortController;
  /** Resolves when there is something to be done here: at once, unless another tab is waited for. */
  readonly turnOfThisTab: Promise<void>;
  readonly takeOver: () => void;
  /** Aborted when the server need not be told any more that the answer is to stop. */
  readonly cancelling: AbortController;
  /** The session under which the server was asked to stop. */
  cancelledIn?: string;
}

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
  /** What the server knows of an earlier page's conversation: not asked for, on its way, here. */
  #history: 'unknown' | 'loading' | 'known' = 'unknown';
  #loaded: Promise<void> = Promise.resolve();
  #loading = new AbortController();
  /** Whether another tab has gone on without this one. */
  #isStale = false;
  #isSuspended = false;
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

  /** Takes up what was said before, and an answer that was still to come. Does nothing if that was begun. */
  load(): void {
    if (this.#history !== 'unknown') return;
    this.#history = 'loading';
    const { sessionId, tab } = this.#options.saved();
    // An answer that has begun is of no use without the session that it belongs to.
    const turn = sessionId === undefined && tab.turn?.place ? undefined : tab.turn;
    if (turn) this.#conversation = append(this.#conversation, join(turn));
    this.#loaded = this.#recallFirst(sessionId);
    // With the history on its way already, so that the answer comes in below it.
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
    this.#tellAsked();
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
    this.#tellAsked();
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
      this.#attempt.abort.abort();
      return;
    }
    this.#tell({ type: 'stopped' });
    this.#stop(this.#attempt, turn);
  }

  /** Forgets what is here, as for another chatbot; what is saved stays. An answer that is open is let go of. */
  clear(): void {
    this.#letGo();
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#history = 'unknown';
    this.#loaded = Promise.resolve();
    this.#isStale = false;
    this.#conversation = EMPTY;
    this.#host.requestUpdate();
  }

  /** Lets go of every connection. The answer that is open stays so, to be gone on with. */
  suspend(): void {
    this.#isSuspended = true;
    if (this.#attempt?.role === 'asking' && this.openTurn && !this.openTurn.place) this.#tell({ type: 'left' });
    this.#letGo();
  }

  /** Goes on with what `suspend` has let go of, and takes up what has happened meanwhile. */
  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    this.#isStale = true;
    const turn = this.openTurn;
    if (turn?.phase === 'stopping') {
      this.#change(cancel);
      this.#options.saved().keep({ turn: undefined });
    } else if (turn) this.#answer('asking');
    this.refresh();
  }

  /** Takes up what other tabs have done. Does nothing if that is known already. */
  refresh(): void {
    const { sessionId } = this.#options.saved();
    if (!this.#isStale || this.#isBusy || this.#history !== 'known' || sessionId === undefined) return;
    this.#isStale = false;
    this.#loaded = this.#recall(sessionId);
  }

  /** Takes note that other tabs may have done something of which nothing is known here. */
  mistrust(): void {
    this.#isStale = true;
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
      case 'started': {
        const { sessionId, streamId, messageId } = message;
        this.#options.saved().sessionId = sessionId;
        this.#change((turn) => begin(turn, { streamId, messageId, lastId: 0 }));
        this.#save();
        attempt.role = 'reading';
        attempt.takeOver();
        break;
      }
      case 'left':
        attempt.takeOver();
        break;
      case 'settled': {
        const { answer, failure } = message;
        this.#letGo();
        this.#change((turn) => (answer ? complete(turn, answer) : failure ? fail(turn, failure) : cancel(turn)));
        this.#options.saved().keep({ turn: undefined });
        this.refresh();
        break;
      }
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

  #hearQuestion({ clientMessageId, key, question }: TabMessage & { readonly type: 'asked' }): void {
    // What is not loaded yet will be loaded with it; what cannot be seen can wait, and costs no connection.
    if (this.#history === 'unknown') return;
    if (this.#isBusy || this.#history === 'loading' || !(this.#options.isVisible ?? isPageVisible)()) {
      this.#isStale = true;
      return;
    }
    const last = this.#conversation.at(-1);
    const again = last?.key === key && last.phase === 'failed' ? last : undefined;
    // An attempt that is gone on with has its stream already.
    const place = again?.clientMessageId === clientMessageId ? again?.place : undefined;
    if (again) this.#change(() => ({ ...retry(again, clientMessageId), clientMessageId, place }));
    else this.#conversation = append(this.#conversation, ask(question, clientMessageId, key));
    this.#answer(place ? 'reading' : 'waiting');
  }

  #answer(role: Attempt['role']): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const attempt: Attempt = {
      role,
      abort: new AbortController(),
      turnOfThisTab: promise,
      takeOver: resolve,
      cancelling: new AbortController(),
    };
    attempt.abort.signal.addEventListener('abort', () => resolve(), { once: true });
    if (role === 'waiting') {
      // A tab that crashes says no more.
      const timer = setTimeout(resolve, this.#options.tabPatienceMs ?? SILENCE_MS);
      void promise.then(() => clearTimeout(timer));
    } else resolve();
    this.#attempt = attempt;
    this.#save();
    this.#host.requestUpdate();
    void this.#run(attempt);
  }

  async #run(attempt: Attempt): Promise<void> {
    const { signal } = attempt.abort;
    try {
      await Promise.all([attempt.turnOfThisTab, this.#loaded]);
      signal.throwIfAborted();
      if (attempt.role === 'waiting') attempt.role = 'asking';
      // The history may have brought its end.
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
      attempt.abort.abort();
    }
    if (attempt === this.#attempt) this.#settle(attempt);
  }

  #question({ question, clientMessageId, place }: OpenTurn): Question {
    const { sessionId, tab } = this.#options.saved();
    const chatbotId = this.#options.chatbotId();
    return { chatbotId, message: question, clientMessageId, sessionId, place, whole: tab.whole };
  }

  #take(attempt: Attempt, step: AnswerStep): void {
    const { onDiagnostics } = this.#options;
    switch (step.type) {
      case 'session':
        this.#enter(attempt, step.sessionId);
        break;
      case 'event':
        this.#change((turn) => advance(turn, step.stored));
        if (step.stored.event.type === 'start') this.#start(step.stored.event.session_id);
        // The server has ended it: there is nothing to be stopped any more.
        if (step.stored.event.done) attempt.cancelling.abort();
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
    if (this.openTurn?.phase === 'stopping') attempt.abort.abort();
    else this.#change(step);
  }

  /** The server has taken the question: the other tabs can read the answer too, and so can this one after a reload. */
  #start(sessionId: string): void {
    this.#save();
    const { streamId, messageId } = this.openTurn?.place ?? {};
    if (streamId !== undefined && messageId !== undefined) {
      this.#tell({ type: 'started', sessionId, streamId, messageId });
    }
  }

  /** Whose conversation it is in: a stop that had to wait for that, or went elsewhere, is sent now. */
  #enter(attempt: Attempt, sessionId: string): void {
    this.#options.saved().sessionId = sessionId;
    const turn = this.openTurn;
    if (turn?.phase === 'stopping' && attempt.cancelledIn !== sessionId) void this.#cancel(attempt, turn, sessionId);
  }

  #stop(attempt: Attempt, turn: OpenTurn): void {
    const { sessionId } = this.#options.saved();
    const isReading = turn.phase === 'sending' || turn.phase === 'streaming';
    this.#change(stop);
    if (sessionId !== undefined) void this.#cancel(attempt, turn, sessionId);
    if (!isReading || attempt.role === 'waiting' || sessionId === undefined) {
      // Nothing is coming in that could tell of the end; without a session nothing was asked.
      attempt.abort.abort();
      return;
    }
    const timer = setTimeout(() => attempt.abort.abort(), this.#options.stopGraceMs ?? STOP_GRACE_MS);
    attempt.abort.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  async #cancel(attempt: Attempt, { clientMessageId, place }: OpenTurn, sessionId: string): Promise<void> {
    attempt.cancelledIn = sessionId;
    const id =
      clientMessageId === undefined ? place && { stream_id: place.streamId } : { client_message_id: clientMessageId };
    if (!id) return;
    try {
      // It goes on where the answer is left, so that the server hears of it in the end.
      await this.#options.messenger().cancel({ ...id, session_id: sessionId }, attempt.cancelling.signal);
    } catch {
      // The server did not hear of it; leaving the stream is what remains, and the server notices that in its own time.
      attempt.abort.abort();
    }
  }

  #settle({ role }: Attempt): void {
    this.#attempt = undefined;
    const turn = this.#conversation.at(-1);
    if (!turn || isOpen(turn)) return;
    if (role === 'asking') {
      const { clientMessageId } = turn;
      if (clientMessageId !== undefined) this.#options.tell({ type: 'settled', clientMessageId, ...endOf(turn) });
      this.#options.onSettled(turn);
    }
    // Whoever was told may have asked something.
    if (this.#isBusy) return;
    this.#options.saved().keep({ turn: undefined });
    this.refresh();
  }

  async #recallFirst(sessionId: string | undefined): Promise<void> {
    const { signal } = this.#loading;
    if (sessionId !== undefined) await this.#recall(sessionId);
    if (signal.aborted) return;
    this.#history = 'known';
    this.refresh();
  }

  async #recall(sessionId: string): Promise<void> {
    const { signal } = this.#loading;
    const saved = this.#options.saved();
    let transcript: MessagesResponse | undefined;
    try {
      transcript = await this.#options.messenger().transcript(sessionId, signal);
    } catch (error) {
      // What was said before stays unseen, and the chat goes on without it.
      if (!signal.aborted) asFailure(error);
      return;
    }
    if (signal.aborted) return;
    if (!transcript) {
      if (saved.sessionId === sessionId) saved.sessionId = undefined;
      return;
    }
    const recalled = recall(transcript);
    this.#conversation = reconcile(this.#conversation, recalled);
    this.#host.requestUpdate();
    if (!recalled.running) return;
    if (this.#isBusy) {
      this.#isStale ||= this.openTurn?.place?.messageId !== recalled.running.key;
      return;
    }
    this.#conversation = append(this.#conversation, recalled.running);
    this.#answer('reading');
  }

  #letGo(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort.abort();
  }

  /** Notes what a reload needs to go on. */
  #save(): void {
    const turn = this.openTurn;
    if (!turn) return;
    const { key, question, clientMessageId, place } = turn;
    this.#options.saved().keep({ turn: { key, question, clientMessageId, place } });
  }

  #tellAsked(): void {
    const turn = this.openTurn;
    if (turn) this.#tell({ type: 'asked', key: turn.key, question: turn.question });
  }

  /** Tells the other tabs of the open turn, unless its question came from elsewhere. */
  #tell(message: WithoutId<TabMessage>): void {
    const clientMessageId = this.openTurn?.clientMessageId;
    if (clientMessageId !== undefined) this.#options.tell({ ...message, clientMessageId });
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

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'clientMessageId'> : never;

/** How a turn has ended, as another tab can be told: a page's own objects do not cross over with their types. */
function endOf(turn: SettledTurn): Pick<TabMessage & { readonly type: 'settled' }, 'answer' | 'failure'> {
  switch (turn.phase) {
    case 'complete': {
      const { text, messageId, sources, cutShort } = turn;
      const finish_reason = cutShort ? 'length' : 'stop';
      return { answer: { content: text, message_id: messageId, sources, finish_reason }, failure: undefined };
    }
    case 'failed': {
      const { code, sentence, retryable, retryAfter, final } = turn.failure;
      return { answer: undefined, failure: { code, sentence, retryable, retryAfter, final } };
    }
    case 'cancelled':
      return { answer: undefined, failure: undefined };
    default:
      return turn satisfies never;
  }
}

function isPageVisible(): boolean {
  return document.visibilityState === 'visible';
}
