/**
 * The elements that stay, each with the attribute that stays on it, if any. Of all others only what is in them does: blocks of layout,
 * coloured pieces of code.
 */
const KEPT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'p h1 h2 h3 h4 h5 h6 blockquote ul li pre code em strong del table thead tbody tr th td hr br'
      .split(' ')
      .map((name) => [name, '']),
  ),
  ol: 'start',
  a: 'href',
};

const VOID = new Set(['hr', 'br']);

/** What is there to be used or heard, not read. */
const LEFT_OUT = 'button, svg, script, style, .code-bar, .heard, [role="status"], [aria-hidden="true"], [hidden]';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Writes rendered Markdown as HTML for another program: its structure, its links and its text. No classes, ids, styles, buttons
 * or pictures, so that nothing of the page goes with it and nothing is fetched where it is pasted. For the clipboard only: it is
 * never made into nodes again here.
 */
export function portableHtml(root: ParentNode): string {
  return Array.from(root.childNodes, htmlOf).join('');
}

function htmlOf(node: Node): string {
  if (node instanceof Text) return escaped(node.data);
  if (!(node instanceof Element) || node.matches(LEFT_OUT)) return '';
  if (node instanceof HTMLImageElement) return escaped(node.alt);
  if (node instanceof HTMLInputElement) return node.checked ? '☑ ' : '☐ ';
  const name = node.localName;
  const content = portableHtml(node);
  const attribute = Object.hasOwn(KEPT, name) ? KEPT[name] : undefined;
  if (attribute === undefined) return content;
  const start = `<${name}${attributeOf(node, attribute)}>`;
  return VOID.has(name) ? start : `${start}${content}</${name}>`;
}

function attributeOf(element: Element, name: string): string {
  const value = name === '' ? null : element.getAttribute(name);
  return value === null ? '' : ` ${name}="${escaped(value)}"`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
