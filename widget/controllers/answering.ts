import type { PageContext } from '../../protocol/requests.ts';
import {
  advance,
  cancel,
  complete,
  enter,
  fail,
  goOffline,
  keepLonger,
  reconnect,
  resume,
  stop,
  type OpenTurn,
  type Turn,
} from '../conversation/turn.ts';
import { asFailure } from '../transport/chat-error.ts';
import type { AnswerStep, Question } from '../transport/follow-answer.ts';
import { SILENCE_MS } from '../transport/silence.ts';
import { Attempt, type Role } from './attempt.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { diagnosticsOf } from './step-diagnostics.ts';

const STOP_GRACE_MS = 3_000;

/** As long as the server holds a cancel that comes before its message; after that the answer is not waited for any more. */
const CANCEL_PATIENCE_MS = 30_000;

export interface AnsweringOptions extends Omit<ConversationOptions, 'onSettled' | 'tell' | 'context'> {
  /** The turn whose answer is still to come or coming in. */
  readonly openTurn: () => OpenTurn | undefined;
  /** Changes the last turn. */
  readonly change: (step: (turn: Turn) => Turn) => void;
  /** Where the visitor was when they asked this. */
  readonly contextOf: (clientMessageId: string | undefined) => PageContext | undefined;
  /** The server has taken the question. */
  readonly onStarted: () => void;
  /** It is over, and was not let go of. */
  readonly onEnd: (role: Role) => void;
}

/** Has the open turn answered: from the question to the end of its stream, or until it is stopped or let go of. */
export class Answering {
  readonly #options: AnsweringOptions;
  #attempt: Attempt | undefined;
  /** Aborted when nobody is here any more to have an answer stopped. */
  #cancelling = new AbortController();

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** Until its stream is closed, which is a moment after its turn has settled. */
  get attempt(): Attempt | undefined {
    return this.#attempt;
  }

  begin(role: Role): void {
    const attempt = new Attempt(role, this.#options.tabPatienceMs ?? SILENCE_MS);
    this.#attempt = attempt;
    this.#enterSaved();
    this.save();
    void this.#run(attempt);
  }

  /** Has the server end it; it is left where the server does not, because it cannot be reached or stays silent. */
  stop(turn: OpenTurn): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    const sessionId = turn.sessionId ?? this.#options.saved().sessionId;
    const isReading = turn.phase === 'sending' || turn.phase === 'streaming';
    this.#options.change(stop);
    if (sessionId !== undefined) this.#cancel(attempt, turn, sessionId);
    if (!isReading || attempt.role === 'waiting' || sessionId === undefined) {
      // Nothing is coming in that could tell of the end; without a session nothing was asked.
      attempt.leave();
    } else attempt.leaveAfter(this.#options.stopGraceMs ?? STOP_GRACE_MS);
  }

  /** Leaves it at once; its turn settles. */
  leave(): void {
    this.#attempt?.leave();
  }

  /** Leaves it as it is, to be gone on with. */
  letGo(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.leave();
  }

  /** The server is not told any more of what was stopped. */
  stopStopping(): void {
    this.#cancelling.abort();
    this.#cancelling = new AbortController();
  }

  /** Notes what a reload needs to go on. */
  save(): void {
    const turn = this.#options.openTurn();
    if (!turn) return;
    const { key, question, clientMessageId, replaces, askedAt, sessionId, place } = turn;
    this.#options.saved().keep({ turn: { key, question, clientMessageId, replaces, askedAt, sessionId, place } });
  }

  async #run(attempt: Attempt): Promise<void> {
    const { signal } = attempt;
    try {
      await attempt.turnOfThisTab;
      signal.throwIfAborted();
      if (attempt.role === 'waiting') attempt.role = 'asking';
      this.#enterSaved();
      const turn = this.#options.openTurn();
      if (turn) {
        for await (const step of this.#options.messenger().follow(this.#question(turn), signal)) {
          // A conversation that was let go of has no place for what still arrives.
          if (attempt !== this.#attempt) return;
          this.#take(attempt, step);
        }
      }
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.#options.change((turn) =>
        signal.aborted || turn.phase === 'stopping' ? cancel(turn) : fail(turn, asFailure(error)),
      );
    } finally {
      attempt.leave();
    }
    if (attempt !== this.#attempt) return;
    this.#attempt = undefined;
    this.#options.onEnd(attempt.role);
  }

  #question({ question, clientMessageId, replaces, sessionId, place }: OpenTurn): Question {
    const saved = this.#options.saved();
    return {
      chatbotId: this.#options.chatbotId(),
      message: question,
      clientMessageId,
      replaces,
      sessionId,
      enter: (open, signal) => saved.enter(open, signal),
      place,
      whole: saved.tab.whole,
      streamingPercent: this.#options.streamingPercent?.(),
      context: this.#options.contextOf(clientMessageId),
    };
  }

  /** An attempt that has no session yet is made in that of all tabs, if there is one. */
  #enterSaved(): void {
    const { sessionId } = this.#options.saved();
    if (sessionId === undefined || this.#options.openTurn()?.sessionId !== undefined) return;
    this.#options.change((turn) => enter(turn, sessionId));
  }

  #take(attempt: Attempt, step: AnswerStep): void {
    switch (step.type) {
      case 'session':
        this.#enter(attempt, step.sessionId);
        break;
      case 'event':
        this.#options.change((turn) => advance(turn, step.stored, Date.now()));
        if (step.stored.event.type === 'start') {
          // The other tabs can read the answer too, and so can this one after a reload.
          this.save();
          this.#options.onStarted();
        }
        // The server has ended it: there is nothing to be stopped any more.
        if (step.stored.event.done) attempt.end();
        break;
      case 'whole':
        this.#options.change((turn) => complete(turn, step.answer));
        break;
      case 'remnant':
        this.#options.change((turn) => keepLonger(turn, step.text));
        break;
      case 'reconnecting':
        this.#losesConnection(attempt, (turn) => reconnect(turn, step.attempt, step.of));
        break;
      case 'offline':
        this.#losesConnection(attempt, goOffline);
        break;
      case 'resumed':
        this.#options.change(resume);
        break;
      case 'stalled':
        break;
      case 'fallback':
        this.#options.saved().keep({ whole: true });
        break;
      default:
        step satisfies never;
    }
    const diagnostics = diagnosticsOf(step);
    if (diagnostics) this.#options.onDiagnostics(diagnostics);
  }

  /** A stopped answer is not gone after. */
  #losesConnection(attempt: Attempt, step: (turn: Turn) => Turn): void {
    if (this.#options.openTurn()?.phase === 'stopping') attempt.leave();
    else this.#options.change(step);
  }

  /** Whose conversation it is in: a stop that had to wait for that, or went elsewhere, is sent now. */
  #enter(attempt: Attempt, sessionId: string): void {
    this.#options.saved().sessionId = sessionId;
    this.#options.change((turn) => enter(turn, sessionId));
    this.save();
    const turn = this.#options.openTurn();
    if (turn?.phase === 'stopping') this.#cancel(attempt, turn, sessionId);
  }

  #cancel(attempt: Attempt, turn: OpenTurn, sessionId: string): void {
    const messenger = this.#options.messenger();
    const patience = AbortSignal.timeout(this.#options.cancelPatienceMs ?? CANCEL_PATIENCE_MS);
    const until = AbortSignal.any([this.#cancelling.signal, patience]);
    void attempt.cancel(turn, sessionId, (request, signal) => messenger.cancel(request, signal), until);
  }
}
