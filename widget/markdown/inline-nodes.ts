import type { CodeLabels } from './code-view.ts';
import { plainText, type Formula, type Image, type Inline, type Link } from './inline.ts';
import { hostNote, mayShowImage, safeHref } from './link-policy.ts';
import type { MarkdownOptions, TextLabels } from './options.ts';

export interface InlineSettings extends Pick<MarkdownOptions, 'base' | 'images' | 'renderMath'> {
  readonly labels: TextLabels & Partial<CodeLabels>;
}

const TAGS = { emphasis: 'em', strong: 'strong', strikethrough: 'del' } as const;

/**
 * Makes the children of `parent` from `shown` into `next`. Nodes of the same kind at the same place are kept and patched, text
 * that goes on is appended to, so that a selection survives. What follows the inlines in `parent` stays.
 * @param shown - what this function made of `parent` the last time.
 */
export function patchInlines(
  parent: Element,
  shown: readonly Inline[],
  next: readonly Inline[],
  settings: InlineSettings,
): void {
  let node = parent.firstChild;
  for (const [index, inline] of next.entries()) {
    const before = shown[index];
    const after = before === undefined ? node : (node?.nextSibling ?? null);
    if (before === undefined || node === null) parent.insertBefore(create(inline, settings), node);
    else if (!patch(node, before, inline, settings)) node.replaceWith(create(inline, settings));
    node = after;
  }
  for (let surplus = shown.length - next.length; surplus > 0 && node; surplus -= 1) {
    const after: ChildNode | null = node.nextSibling;
    node.remove();
    node = after;
  }
}

/** @returns false if the node can't be made to show `inline`. */
function patch(node: ChildNode, before: Inline, inline: Inline, settings: InlineSettings): boolean {
  if (before === inline) return true;
  if (typeof inline === 'string') {
    return typeof before === 'string' && node instanceof Text && patchText(node, before, inline);
  }
  if (typeof before === 'string' || before.kind !== inline.kind || !(node instanceof Element)) return false;
  if (inline.kind === 'link' && before.kind === 'link') {
    patchLink(node, before, inline, settings);
    return true;
  }
  if ('children' in inline && 'children' in before) {
    patchInlines(node, before.children, inline.children, settings);
    return true;
  }
  if (inline.kind === 'code' && before.kind === 'code') {
    return node.firstChild instanceof Text && patchText(node.firstChild, before.text, inline.text);
  }
  if (inline.kind === 'math' && before.kind === 'math') return patchFormula(node, before, inline, settings);
  return isSame(before, inline);
}

/** Changes only what is different at the end. */
function patchText(node: Text, before: string, text: string): true {
  if (text === before) return true;
  let kept = 0;
  while (kept < before.length && before.charCodeAt(kept) === text.charCodeAt(kept)) kept += 1;
  if (kept === before.length) node.appendData(text.slice(kept));
  else node.replaceData(kept, before.length - kept, text.slice(kept));
  return true;
}

/** Whether both say the same; for those without children. */
function isSame(before: object, inline: object): boolean {
  const values: readonly unknown[] = Object.values(inline);
  return Object.values(before).every((value, index) => value === values[index]);
}

function create(inline: Inline, settings: InlineSettings): Node {
  if (typeof inline === 'string') return document.createTextNode(inline);
  switch (inline.kind) {
    case 'emphasis':
    case 'strong':
    case 'strikethrough': {
      const element = document.createElement(TAGS[inline.kind]);
      patchInlines(element, [], inline.children, settings);
      return element;
    }
    case 'code': {
      const code = document.createElement('code');
      code.append(inline.text);
      return code;
    }
    case 'math':
      return createFormula(inline, settings);
    case 'link': {
      const link = document.createElement('a');
      patchLink(link, undefined, inline, settings);
      return link;
    }
    case 'image':
      return createImage(inline, settings);
    case 'citation': {
      // Whether there is such a source is known when the answer is whole: views/citation-links.ts.
      const citation = document.createElement('span');
      citation.className = 'citation';
      citation.append(inline.text);
      return citation;
    }
    case 'break':
      return document.createElement('br');
    case 'checkbox': {
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.disabled = true;
      box.defaultChecked = inline.checked;
      box.ariaLabel = inline.checked ? settings.labels.done : settings.labels.notDone;
      return box;
    }
    default:
      return inline satisfies never;
  }
}

/** A link goes somewhere only when its address is complete and the policy lets it pass. */
function patchLink(
  link: Element,
  before: Link | undefined,
  { address, title, children }: Link,
  settings: InlineSettings,
): void {
  patchInlines(link, before?.children ?? [], children, settings);
  const text = plainText(children);
  const isSame = before?.address === address && before?.title === title && plainText(before.children) === text;
  if (isSame || (address === undefined && before?.address === undefined)) return;
  for (const name of link.getAttributeNames()) link.removeAttribute(name);
  link.querySelector(':scope > .host')?.remove();
  if (address !== undefined) lead(link, address, title, text, settings);
}

/** @returns whether the link leads anywhere now. */
function lead(link: Element, address: string, title: string, text: string, { base }: InlineSettings): boolean {
  const href = safeHref(address, base);
  if (href === undefined) return false;
  const attributes = { href, target: '_blank', rel: 'noopener noreferrer nofollow ugc', referrerpolicy: 'no-referrer' };
  for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
  if (title !== '') link.setAttribute('title', title);
  const host = hostNote(text, href);
  if (host !== undefined) {
    const note = document.createElement('bdi');
    note.className = 'host';
    note.append(` (${host})`);
    link.append(note);
  }
  return true;
}

/** The picture itself only where the owner allows it; else a link with its text, so that nothing is fetched without a click. */
function createImage({ address, title, text, isLinked }: Image, settings: InlineSettings): Element {
  const href = safeHref(address, settings.base);
  if (href !== undefined && mayShowImage(href, settings.images ?? [])) {
    const image = document.createElement('img');
    // The policy before the address: what is fetched is fetched under it.
    image.referrerPolicy = 'no-referrer';
    image.loading = 'lazy';
    image.alt = text;
    if (title !== '') image.title = title;
    image.src = href;
    return image;
  }
  const stand = document.createElement(isLinked || href === undefined ? 'span' : 'a');
  const shown = text === '' ? address : text;
  stand.append(shown);
  if (stand instanceof HTMLAnchorElement) lead(stand, address, title, shown, settings);
  return stand;
}

function createFormula(formula: Formula, settings: InlineSettings): Element {
  const element = document.createElement('code');
  element.className = formula.display ? 'math display' : 'math';
  element.append(formula.source);
  finishFormula(element, formula, settings);
  return element;
}

function patchFormula(element: Element, before: Formula, formula: Formula, settings: InlineSettings): boolean {
  const text = element.firstChild;
  if (before.complete || before.display !== formula.display || !(text instanceof Text)) {
    return before.complete === formula.complete && before.source === formula.source;
  }
  patchText(text, before.source, formula.source);
  finishFormula(element, formula, settings);
  return true;
}

/** Has the owner's renderer show the formula, where there is one and it can. */
function finishFormula(element: Element, { source, display, complete }: Formula, { renderMath }: InlineSettings): void {
  const node = complete ? drawFormula(renderMath, source, display) : undefined;
  if (node) element.replaceChildren(node);
}

/** What the owner's renderer makes of a formula. It is a model's, so it may well be none: then its source stays. */
export function drawFormula(
  renderMath: InlineSettings['renderMath'],
  source: string,
  display: boolean,
): Node | undefined {
  try {
    return renderMath?.(source, display);
  } catch {
    return undefined;
  }
}
