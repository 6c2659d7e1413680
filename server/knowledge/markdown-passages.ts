import { createHash } from 'node:crypto';
import MarkdownIt, { type Token } from 'markdown-it';
import type { Passage } from './knowledge.ts';

/** How many words a passage has at most, unless one paragraph alone has more. */
const MAX_WORDS = 200;

const markdown = new MarkdownIt('commonmark').enable('table');

/** One stretch of a document under one heading. */
interface Section {
  readonly heading: string;
  readonly paragraphs: string[];
}

/**
 * Splits a Markdown document into passages: one a heading, long ones at paragraphs. A front matter of `key: value` lines may
 * give `title` and `url`; without a title the first heading is it, and without one of those the path.
 * @param path - the document's path, relative to the folder: it makes the ids.
 * @param siteUrl - what a `url` that is no whole address is relative to; absent, it stays as it is.
 */
export function markdownPassages(path: string, source: string, siteUrl?: string): Passage[] {
  const { fields, body } = readFrontMatter(source);
  const sections = readSections(markdown.parse(body, {}));
  const title = fields.get('title') || sections.find(({ heading }) => heading !== '')?.heading || path;
  const page = fields.get('url') ?? '';
  const url = page === '' ? '' : (URL.parse(page, siteUrl)?.href ?? page);
  return sections
    .filter(({ paragraphs }) => paragraphs.length > 0)
    .flatMap(({ heading, paragraphs }) => joinParagraphs(paragraphs).map((text) => ({ heading, text })))
    .map(({ heading, text }, index) => ({
      id: createHash('sha256').update(`${path}#${index}`).digest('base64url').slice(0, 12),
      title: heading === '' || heading === title ? title : `${title}: ${heading}`,
      url,
      text,
    }));
}

function readFrontMatter(source: string): { fields: Map<string, string>; body: string } {
  const match = /^\uFEFF?---\r?\n(.*?)\r?\n---\r?\n/s.exec(source);
  if (match === null) return { fields: new Map(), body: source };
  const pairs = (match[1] ?? '').split(/\r?\n/).map((line) => /^([\w-]+):\s*(["']?)(.*?)\2\s*$/.exec(line));
  return {
    fields: new Map(pairs.filter((pair) => pair !== null).map(([, key = '', , value = '']) => [key, value])),
    body: source.slice(match[0].length),
  };
}

/** @param tokens - as markdown-it gives them: flat, with the text in the `inline` ones. */
function readSections(tokens: readonly Token[]): Section[] {
  let section: Section = { heading: '', paragraphs: [] };
  const sections = [section];
  let row: string[] | undefined;
  for (const [index, token] of tokens.entries()) {
    switch (token.type) {
      case 'inline': {
        const text = plainText(token);
        if (tokens[index - 1]?.type === 'heading_open') {
          section = { heading: text, paragraphs: [] };
          sections.push(section);
        } else if (row) row.push(text);
        else section.paragraphs.push(text);
        break;
      }
      case 'fence':
      case 'code_block':
        section.paragraphs.push(token.content.trimEnd());
        break;
      case 'tr_open':
        row = [];
        break;
      case 'tr_close':
        if (row) section.paragraphs.push(row.join(', '));
        row = undefined;
        break;
    }
  }
  return sections;
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

function joinParagraphs(paragraphs: readonly string[]): string[] {
  const texts: string[] = [];
  let words = 0;
  for (const paragraph of paragraphs) {
    const length = paragraph.split(/\s+/).length;
    const last = texts.at(-1);
    if (last === undefined || words + length > MAX_WORDS) {
      texts.push(paragraph);
      words = length;
    } else {
      texts[texts.length - 1] = `${last}\n${paragraph}`;
      words += length;
    }
  }
  return texts;
}
