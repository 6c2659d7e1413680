import type { PageContext } from '../../protocol/requests.ts';
import type { AnswerAnalyses } from '../analysis/answer-analysis.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Admitted } from '../limits/limits.ts';
import type { Model } from '../models/model.ts';
import type { Unanswered } from '../unanswered/unanswered.ts';
import type { AnswerCache } from './answer-cache.ts';

/** A question that was let in, and what is known of who asks it. */
export interface Question {
  readonly chatbot: Chatbot;
  readonly sessionId: string;
  readonly streamId: string;
  /** The id that the answer will have. */
  readonly messageId: string;
  /** Who the owner's server says it is, as a hash; `undefined` for anybody. */
  readonly visitor?: string | undefined;
  readonly message: string;
  readonly clientMessageId: string | undefined;
  /** See `Turn.replaces`. */
  readonly replaces?: string | undefined;
  /** Where it was asked. */
  readonly pageContext?: PageContext | undefined;
  /** Whether tokens carry metadata. */
  readonly metadata: boolean;
  /** Whether it is wanted in one piece, so that a pace would only make it late. */
  readonly isWhole?: boolean;
  /** The tokens that are kept for its answer; absent where nobody counts. */
  readonly reservation?: Pick<Admitted, 'settle'>;
}

/** What an answer is made with. */
export interface AnswerPorts {
  readonly conversations: Conversations;
  readonly knowledge: Knowledge;
  readonly model: Model;
  /** Absent, every question is answered anew. */
  readonly cache?: AnswerCache;
  /** Absent, nothing is said about answers. */
  readonly analyses?: AnswerAnalyses;
  /** Keeps the questions that the documents do not answer; absent, nobody does. */
  readonly unanswered?: Unanswered;
}
