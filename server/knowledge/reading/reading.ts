import type { Document } from '../document.ts';
import type { Format } from './format.ts';

/** What is known of a document before it is read. */
export interface Described {
  /** See `Document.id`. */
  readonly id: string;
  readonly format: Format;
  /** The page that it was got from; absent for a file. */
  readonly address?: string;
  /** What a page that the document names is relative to: its own address, or the owner's site. */
  readonly base?: string;
  /** The encoding that came with it, as in `text/html; charset=`. */
  readonly charset?: string;
}

/** What was read, as a value that can be sent between threads. */
export type Reading =
  | {
      readonly type: 'document';
      readonly document: Document;
      /** Addresses (http or https, without fragment) that the page leads to, and wants to be followed; none for a file. */
      readonly links: readonly string[];
    }
  | { readonly type: 'skipped'; readonly reason: string; readonly links: readonly string[] };

/** A document that can't be read, with the reason: for the owner. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
