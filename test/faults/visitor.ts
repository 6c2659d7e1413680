/** Whoever asks, and what they see. */
export interface Visitor extends AsyncDisposable {
  /** Asks; resolves when that is on its way. */
  ask(question?: string): Promise<void>;
  /** Resolves when so many numbered tokens of the last answer can be read. */
  untilTokens(count: number): Promise<void>;
  stop(): Promise<void>;
  /** Tries the last question again; waits for that to be offered. */
  tryAgain(): Promise<void>;
  /** Resolves when the last answer has come to its end, whichever. */
  ended(): Promise<void>;
  /** The last answer. */
  seen(): Promise<Seen>;
}

export interface Seen {
  readonly text: string;
  /** What the visitor is told of its end; `none` while it is open. */
  readonly end: 'complete' | 'cancelled' | 'failed' | 'none';
}

export const QUESTION = 'When are you open?';
