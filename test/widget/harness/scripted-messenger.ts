import type { ChatEvent } from '../../../protocol/chat-event.ts';
import type { CancelRequest, MessagesResponse } from '../../../protocol/requests.ts';
import type { ConversationMessenger } from '../../../widget/controllers/conversation-controller.ts';
import type { AnswerStep, Question } from '../../../widget/transport/follow-answer.ts';

/** A question that was put to the messenger, and what comes of it, which the test says. */
export interface Following {
  readonly question: Question;
  readonly signal: AbortSignal;
  /** Events of the answer. */
  gives(...events: readonly ChatEvent[]): void;
  /** Something else on the way to it. */
  tells(step: AnswerStep): void;
  /** There is nothing more to be had. */
  breaks(error: Error): void;
}

/** A messenger without a server: it keeps to what `Messenger` promises, and says what the test has it say. */
export class ScriptedMessenger implements ConversationMessenger {
  readonly followings: Following[] = [];
  readonly cancellings: CancelRequest[] = [];
  /** What a cancel request comes to. */
  onCancel: (request: CancelRequest, signal: AbortSignal) => Promise<void> = async () => {};
  /** What was said in a session. */
  onTranscript: (sessionId: string) => Promise<MessagesResponse | undefined> = async () => ({ messages: [] });

  /** The sessions that were to be deleted, and what that comes to. */
  readonly erasures: string[] = [];
  onErase: () => Promise<void> = async () => {};

  /** How often it was asked what was said, and what ends the last time. */
  recallings = 0;
  recalling: AbortSignal | undefined;

  /** @throws {Error} if there was none. */
  get last(): Following {
    const last = this.followings.at(-1);
    if (!last) throw new Error('nothing was asked');
    return last;
  }

  follow(question: Question, signal: AbortSignal): AsyncIterable<AnswerStep> {
    let lastId = question.place?.lastId ?? 0;
    return new ReadableStream<AnswerStep>({
      start: (stream) => {
        signal.addEventListener('abort', () => stream.error(signal.reason), { once: true });
        this.followings.push({
          question,
          signal,
          gives(...events) {
            for (const event of events) {
              if (event.type === 'start') stream.enqueue({ type: 'session', sessionId: event.session_id });
              stream.enqueue({ type: 'event', stored: { id: ++lastId, event } });
            }
            if (events.at(-1)?.done) stream.close();
          },
          tells(step) {
            stream.enqueue(step);
            if (step.type === 'whole') stream.close();
          },
          breaks: (error) => stream.error(error),
        });
      },
    });
  }

  cancel(request: CancelRequest, signal: AbortSignal): Promise<void> {
    this.cancellings.push(request);
    return this.onCancel(request, signal);
  }

  transcript(sessionId: string, signal: AbortSignal): Promise<MessagesResponse | undefined> {
    this.recallings += 1;
    this.recalling = signal;
    return this.onTranscript(sessionId);
  }

  erase(sessionId: string): Promise<void> {
    this.erasures.push(sessionId);
    return this.onErase();
  }

  async rate(): Promise<void> {}
}
