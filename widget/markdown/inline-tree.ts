import { plainText, type Inline } from './inline.ts';

/** What a token begins: everything up to where it is closed is inside. */
export type Mark =
  | { readonly kind: 'emphasis' | 'strong' | 'strikethrough' }
  | { readonly kind: 'link' | 'image'; readonly address: string | undefined; readonly title: string };

/** A step through the leaf: it closes marks, stands for text or a node, and opens marks, in this order. */
export interface Token {
  closes: number;
  text: string;
  readonly node: Inline | undefined;
  /** The innermost first. */
  opens: Mark[] | undefined;
}

/** Has the token open one more mark, around those that it opens already. */
export function openMark(token: Token, mark: Mark): void {
  if (token.opens) token.opens.push(mark);
  else token.opens = [mark];
}

/** Marks within marks; deeper ones are not shown, their content is. */
const DEPTH_MAX = 50;

interface Frame {
  readonly mark: Mark | undefined;
  readonly children: Inline[];
}

/** The tokens as a tree. What nobody closes goes to the end. A link in a link is its text. */
export function buildTree(tokens: readonly Token[]): readonly Inline[] {
  const root: Frame = { mark: undefined, children: [] };
  const frames = [root];
  let top = root;
  let links = 0;
  let tooDeep = 0;

  const close = (): void => {
    if (tooDeep > 0) {
      tooDeep -= 1;
      return;
    }
    const { mark, children } = top;
    frames.pop();
    top = frames.at(-1) ?? root;
    if (!mark) return;
    if (mark.kind === 'image') {
      const { address = '', title } = mark;
      add(top.children, { kind: 'image', address, title, text: plainText(children), isLinked: links > 0 });
    } else if (mark.kind === 'link') {
      links -= 1;
      if (links === 0) add(top.children, { kind: 'link', address: mark.address, title: mark.title, children });
      else for (const child of children) add(top.children, child);
    } else {
      add(top.children, { kind: mark.kind, children });
    }
  };

  for (const token of tokens) {
    for (let count = token.closes; count > 0; count -= 1) close();
    add(top.children, token.text);
    const { node } = token;
    if (node !== undefined && typeof node !== 'string' && node.kind === 'link' && links > 0) {
      for (const child of node.children) add(top.children, child);
    } else if (node !== undefined) {
      add(top.children, node);
    }
    for (const mark of token.opens?.toReversed() ?? []) {
      if (tooDeep > 0 || frames.length > DEPTH_MAX) {
        tooDeep += 1;
        continue;
      }
      if (mark.kind === 'link') links += 1;
      top = { mark, children: [] };
      frames.push(top);
    }
  }
  tooDeep = 0;
  while (frames.length > 1) close();
  return root.children;
}

function add(children: Inline[], inline: Inline): void {
  const last = children.length - 1;
  if (typeof inline !== 'string') children.push(inline);
  else if (inline !== '' && typeof children[last] === 'string') children[last] += inline;
  else if (inline !== '') children.push(inline);
}
