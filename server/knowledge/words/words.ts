/** What is known of a language without looking at the owner's documents. */
export interface LanguageWords {
  /** Words that say nothing about what a question is about, and by which the language is recognised; separated by white space. */
  readonly stopWords: string;
  /** More of these, which may be all that a visitor says: a line a group of one meaning, separated by `|`. */
  readonly courtesies?: string;
  /**
   * Everyday words of support questions that may stand for each other: a line a group, separated by `|`. An entry of several words
   * stands for them together. No trade's own words: those come from the documents.
   */
  readonly synonyms: string;
}
