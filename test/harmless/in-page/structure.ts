/** Attributes that any element may have. Of these only the last two hold words that came from elsewhere. */
const COMMON = new Set([
  'lang',
  'class',
  'dir',
  'role',
  'tabindex',
  'hidden',
  'part',
  'aria-hidden',
  'aria-live',
  'aria-level',
  'aria-label',
  'title',
]);

/** Elements with their own attributes, by name. */
export type Vocabulary = ReadonlyMap<string, ReadonlySet<string>>;

/** What Markdown may become. Nothing has an id or a name, which scripts of a page could trip over. */
export const MARKDOWN: Vocabulary = new Map(
  Object.entries({
    ...Object.fromEntries(
      [
        'p',
        'h1',
        'h2',
        'h3',
        'h4',
        'h5',
        'h6',
        'blockquote',
        'ul',
        'li',
        'hr',
        'br',
        'pre',
        'code',
        'em',
        'strong',
        'del',
      ]
        .concat(['table', 'thead', 'tbody', 'tr', 'td', 'div', 'span', 'bdi', 'sup'])
        .map((tag) => [tag, []]),
    ),
    ol: ['start'],
    th: ['scope'],
    a: ['href', 'target', 'rel', 'referrerpolicy'],
    input: ['type', 'disabled', 'checked'],
    button: ['type'],
  }).map(([tag, names]) => [tag, new Set<string>(names)]),
);

/** What nobody may have, wherever they have it from. */
const FORBIDDEN_ELEMENTS = new Set(
  ['script style link meta base template iframe frame object embed img image picture source video audio track portal']
    .concat(['math animate animatetransform animatemotion set use foreignobject feimage'])
    .flatMap((names) => names.split(' ')),
);
const FORBIDDEN_ATTRIBUTES =
  /^(?:on.*|style|src.*|action|formaction|ping|background|poster|data|archive|manifest|xlink:.*|attributionsrc)$/i;

/** Learns the words of a tree that is known to be harmless, its shadow trees included: those of the chat's own parts. */
export function learnFrom(root: Node, words: Map<string, Set<string>>): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let node: Node | null = root; node; node = walker.nextNode()) {
    if (!isElement(node)) continue;
    const own = words.get(node.localName) ?? new Set();
    words.set(node.localName, own);
    for (const name of node.getAttributeNames()) own.add(name);
    if (node.shadowRoot) learnFrom(node.shadowRoot, words);
  }
}

const LINK: Readonly<Record<string, string>> = {
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  referrerpolicy: 'no-referrer',
};

/** Attributes whose value is an address or words; every other one is a keyword, a number or a list of them. */
const FREE = new Set(['href', 'title', 'aria-label', 'placeholder', 'd', 'transform']);

/**
 * Looks at a tree, its shadow trees included, for anything that is not on the list.
 * @returns what was found, in words; empty if all is well.
 */
export function faultsIn(root: Node, vocabulary: Vocabulary): string[] {
  const faults: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
  for (let node: Node | null = root; node; node = walker.nextNode()) faults.push(...faultsOf(node, vocabulary));
  return faults;
}

/**
 * The same for what has just changed: what was added, and the attributes that were set.
 * @param records - of an observer of child lists and attributes in the subtree.
 */
export function faultsInChanges(records: readonly MutationRecord[], vocabulary: Vocabulary): string[] {
  const faults: string[] = [];
  for (const { type, target, addedNodes } of records) {
    if (type === 'attributes') faults.push(...faultsOf(target, vocabulary));
    for (const node of addedNodes) faults.push(...faultsIn(node, vocabulary));
  }
  return faults;
}

function faultsOf(node: Node, vocabulary: Vocabulary): string[] {
  if (!isElement(node)) return faultsOfText(node, vocabulary);
  const tag = node.localName;
  const own = vocabulary.get(tag) ?? MARKDOWN.get(tag);
  if (!own || FORBIDDEN_ELEMENTS.has(tag.toLowerCase())) return [`an element ${node.outerHTML.slice(0, 120)}`];
  const faults = node.shadowRoot ? faultsIn(node.shadowRoot, vocabulary) : [];
  for (const { name, value } of node.attributes) {
    const isKnown = own.has(name) || MARKDOWN.get(tag)?.has(name) === true || COMMON.has(name);
    if (!isKnown || FORBIDDEN_ATTRIBUTES.test(name)) faults.push(`an attribute ${name} of ${tag}: ${value}`);
    else if (!FREE.has(name) && !/^[\w ,.:+-]*$/.test(value)) faults.push(`a value of ${name} of ${tag}: ${value}`);
  }
  if (tag === 'a' && node.hasAttribute('href')) faults.push(...faultsOfLink(node as HTMLAnchorElement));
  if (tag === 'input' && !(node.getAttribute('type') === 'checkbox' && node.hasAttribute('disabled'))) {
    faults.push('an input that is no task');
  }
  return faults;
}

/** Comments are Lit's marks, which never hold anything that came from elsewhere. */
function faultsOfText(node: Node, vocabulary: Vocabulary): string[] {
  if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return [];
  const isComment = node.nodeType === Node.COMMENT_NODE && vocabulary !== MARKDOWN;
  const isMark = isComment && /^(?:\?|\??lit\$\d+\$)?$/.test(node.nodeValue ?? '');
  return isMark ? [] : [`a node ${node.nodeName}: ${String(node.nodeValue).slice(0, 80)}`];
}

/** By its type: each frame has classes of its own. */
function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

/** @returns what is wrong with the address, as it is written and as the browser understands it. */
export function faultsOfLink(link: HTMLAnchorElement): string[] {
  const written = link.getAttribute('href') ?? '';
  const faults: string[] = [];
  const isPlain = /^(?:https?:\/\/[^/?#]|mailto:)/.test(written) && !/[\s\p{Cc}\p{Cf}]/u.test(written);
  if (!isPlain || written.length > 2_048) faults.push(`an address ${JSON.stringify(written.slice(0, 120))}`);
  if (!['http:', 'https:', 'mailto:'].includes(link.protocol)) faults.push(`a scheme ${link.protocol}`);
  if (link.username || link.password) faults.push(`user info in ${written}`);
  for (const [name, value] of Object.entries(LINK)) {
    if (link.getAttribute(name) !== value) faults.push(`${name} of a link is ${link.getAttribute(name)}`);
  }
  return faults;
}
