/** What stands under one heading of a document, or before the first one. */
export interface Section {
  /** From the outermost heading to the section's own; empty before the first one. */
  readonly headings: readonly string[];
  /** What leads to the section within its page, without `#`; empty where nothing does. */
  readonly fragment: string;
  /** Paragraphs, list items, table rows and blocks of code, in their order. */
  readonly blocks: readonly string[];
}

/** One document as it was read, whatever it was written in. All texts are plain text as the owner wrote them: never trusted. */
export interface Document {
  /** What names it among the documents of its chatbot: a path relative to the folder, with `/`, or an address. */
  readonly id: string;
  readonly title: string;
  /** The page that the document belongs to (http or https, or a path on the owner's site), or empty. */
  readonly url: string;
  readonly sections: readonly Section[];
}
