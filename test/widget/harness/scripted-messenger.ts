import type { ChatEvent, StoredEvent } from '../../../protocol/chat-event.ts';
import type { CancelRequest, ChatRequest } from '../../../protocol/requests.ts';
import type { Messenger } from '../../../widget/controllers/conversation-controller.ts';

/** A question that was put to the messenger, and its answer, which the test gives. */
export interface Question {
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
  gives(...events: readonly ChatEvent[]): void;
  /** The connection is gone. */
  breaks(error: Error): void;
}

/** A messenger without a server: it keeps to what `ChatClient` promises, and says what the test has it say. */
export class ScriptedMessenger implements Messenger {
  readonly questions: Question[] = [];
  readonly cancellings: CancelRequest[] = [];
  /** What a cancel request comes to. */
  onCancel: (request: CancelRequest) => Promise<void> = async () => {};

  /** @throws {Error} if there was none. */
  get last(): Question {
    const last = this.questions.at(-1);
    if (!last) throw new Error('nothing was asked');
    return last;
  }

  send(request: ChatRequest, signal: AbortSignal): AsyncIterable<StoredEvent> {
    let lastId = 0;
    return new ReadableStream<StoredEvent>({
      start: (stream) => {
        signal.addEventListener('abort', () => stream.error(signal.reason), { once: true });
        this.questions.push({
          request,
          signal,
          gives(...events) {
            for (const event of events) stream.enqueue({ id: ++lastId, event });
            if (events.at(-1)?.done) stream.close();
          },
          breaks: (error) => stream.error(error),
        });
      },
    });
  }

  cancel(request: CancelRequest): Promise<void> {
    this.cancellings.push(request);
    return this.onCancel(request);
  }
}
