/** How many questions of a chatbot are kept: those that were asked last. */
export const UNANSWERED_MAX = 1_000;

/** How long one is kept after it was last asked, in days. */
export const UNANSWERED_DAYS = 90;

/** A question that the documents did not answer. */
export interface UnansweredQuestion {
  /** As it was last asked, with personal data masked. */
  readonly question: string;
  /** How often it came; capital letters and punctuation make no other question. */
  readonly count: number;
  /** Days (UTC): nothing finer is kept, so that no visitor can be found by the time. */
  readonly firstAsked: Date;
  readonly lastAsked: Date;
}

/** What the owner's documents lack, as visitors show it. Nobody who reads it learns who asked. */
export interface Unanswered {
  /** Keeps a question, masked. Resolves when it is stored. @param sessionId - in which it was asked. */
  add(chatbotId: string, question: string, sessionId: string): Promise<void>;
  /** Takes out what was asked in this session and in no other. Resolves when no byte of it is left. */
  forget(sessionId: string): Promise<void>;
  /** @returns the questions that were asked last, the last one first; `limit` at most. */
  list(chatbotId: string, limit: number): Promise<readonly UnansweredQuestion[]>;
}
