/** A piece of a leaf's content: text, or a node. Two texts never stand side by side. */
export type Inline = string | InlineNode;

type InlineNode =
  | { readonly kind: 'emphasis' | 'strong' | 'strikethrough'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | Formula
  | Link
  | Image
  /** A number in brackets, which may name a source; `text` is what stands there. */
  | { readonly kind: 'citation'; readonly number: number; readonly text: string }
  /** A hard line break, line ending and all; a soft one is a line feed in a text. */
  | { readonly kind: 'break' }
  | { readonly kind: 'checkbox'; readonly checked: boolean };

export interface Formula {
  readonly kind: 'math';
  /** TeX, without its delimiters. */
  readonly source: string;
  readonly display: boolean;
  /** False while it may go on. */
  readonly complete: boolean;
}

export interface Link {
  readonly kind: 'link';
  /** As written, references decoded; undefined while it may go on. Nobody has looked at yet where it leads. */
  readonly address: string | undefined;
  readonly title: string;
  readonly children: readonly Inline[];
}

export interface Image {
  readonly kind: 'image';
  readonly address: string;
  readonly title: string;
  /** What stands for it. */
  readonly text: string;
  /** Whether it stands in a link, and can be none itself. */
  readonly isLinked: boolean;
}

/** What a reader would hear. */
export function plainText(inlines: readonly Inline[]): string {
  let text = '';
  for (const inline of inlines) {
    if (typeof inline === 'string') text += inline;
    else if ('children' in inline) text += plainText(inline.children);
    else if ('text' in inline) text += inline.text;
    else if (inline.kind === 'math') text += inline.source;
    else if (inline.kind === 'break') text += '\n';
  }
  return text;
}
