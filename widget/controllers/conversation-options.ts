import type { CancelRequest, FeedbackRequest, MessagesResponse, PageContext } from '../../protocol/requests.ts';
import type { SettledTurn } from '../conversation/turn.ts';
import type { DiagnosticsDetail } from '../smail-chat-events.ts';
import type { AnswerStep, Question } from '../transport/follow-answer.ts';
import type { SavedSession } from './saved-session.ts';
import type { TabMessage } from './tab-message.ts';

/** What the conversation needs of a `Messenger`. */
export interface ConversationMessenger {
  follow(question: Question, signal: AbortSignal): AsyncIterable<AnswerStep>;
  cancel(request: CancelRequest, signal: AbortSignal): Promise<void>;
  transcript(sessionId: string, signal: AbortSignal): Promise<MessagesResponse | undefined>;
  rate(messageId: string, request: FeedbackRequest, sessionId: string, signal: AbortSignal): Promise<void>;
  erase(sessionId: string, signal: AbortSignal): Promise<void>;
}

export interface ConversationOptions {
  /** Asked before every request, so that it may change between two of them; and so are the next two. */
  readonly messenger: () => ConversationMessenger;
  readonly chatbotId: () => string;
  readonly saved: () => SavedSession;
  /** Where the visitor is, as far as that goes along with a question. @default nothing goes along */
  readonly context?: () => PageContext | undefined;
  /** See `PublicChatbot.streaming_percent`; `undefined` where that is not known. @default all are streamed */
  readonly streamingPercent?: () => number | undefined;
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
