import type { DocumentReader } from './document-reader.ts';

/** What a reading needs. */
export interface ReadingParts {
  readonly reader: DocumentReader;
  readonly signal: AbortSignal;
  /** Is told how many entries are to come in all, as far as that is known by now. */
  readonly onExpected?: ((entries: number) => void) | undefined;
}
