import MarkdownIt, { type Token } from 'markdown-it';
import type { Document } from '../document.ts';
import { decodeText, requireLines } from './decode-text.ts';
import { HeadingIds } from './heading-ids.ts';
import { outlineHtml, parseHtml } from './html-outline.ts';
import { nameOf } from './name-of.ts';
import { Outline } from './outline.ts';
import { pageUrl } from './page-url.ts';
import { shortLine } from './plain-words.ts';
import type { Described } from './reading.ts';

const markdown = new MarkdownIt('commonmark').enable('table');
// Addresses are not read, so none needs to be refused: what a refused one leaves is its source.
markdown.validateLink = () => true;

/**
 * A front matter of `key: value` lines may give `title` and `url`; without a title the first heading is it, and without one of
 * those the file's name.
 */
export function readMarkdown(bytes: Uint8Array, { id, address, base, charset }: Described): Document {
  const text = decodeText(bytes, charset);
  requireLines(text);
  const { fields, body } = readFrontMatter(text);
  const outline = new Outline();
  outlineTokens(markdown.parse(body, {}), outline);
  return {
    id,
    title: shortLine(fields.get('title') ?? '') || outline.firstHeading || nameOf(id),
    url: pageUrl(fields.get('url') ?? '', base) || (address ?? ''),
    sections: outline.sections(),
  };
}

function readFrontMatter(source: string): { fields: ReadonlyMap<string, string>; body: string } {
  const match = /^---\r?\n(.*?)\r?\n---\r?(?:\n|$)/s.exec(source);
  if (match === null) return { fields: new Map(), body: source };
  const pairs = (match[1] ?? '').split('\n').map((line) => /^([\w-]+):(.*)$/.exec(line.trim()));
  return {
    fields: new Map(
      pairs.filter((pair) => pair !== null).map(([, key = '', value = '']) => [key, unquoted(value.trim())]),
    ),
    body: source.slice(match[0].length),
  };
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

/** @param tokens - as markdown-it gives them: flat, with the text in the `inline` ones. */
function outlineTokens(tokens: readonly Token[], outline: Outline): void {
  const ids = new HeadingIds();
  let row: string[] | undefined;
  for (const [index, token] of tokens.entries()) {
    switch (token.type) {
      case 'inline': {
        const text = plainText(token);
        const before = tokens[index - 1];
        if (before?.type === 'heading_open') outlineHeading(before, text, ids, outline);
        else if (row) row.push(text);
        else outline.block(text);
        break;
      }
      case 'fence':
      case 'code_block':
        outline.lines(token.content);
        break;
      case 'html_block':
        outlineHtml(parseHtml(token.content).documentElement, outline);
        break;
      case 'tr_open':
        row = [];
        break;
      case 'tr_close':
        if (row) outline.block(row.join(', '));
        row = undefined;
        break;
    }
  }
}

function outlineHeading({ tag }: Token, text: string, ids: HeadingIds, outline: Outline): void {
  const own = /\s\{#([^\s{}]{1,200})\}$/u.exec(text);
  const words = text.slice(0, own?.index);
  outline.heading(Number(tag.slice(1)), words, own?.[1] ?? ids.of(words));
}

/** What is read of a line: its text without the marks. Raw HTML and addresses of links are left out. */
function plainText(inline: Token): string {
  return (inline.children ?? [])
    .map(({ type, content }) => {
      switch (type) {
        case 'text':
        case 'code_inline':
        case 'image':
          return content;
        case 'softbreak':
        case 'hardbreak':
          return ' ';
        default:
          return '';
      }
    })
    .join('');
}
