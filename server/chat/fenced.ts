import { randomBytes } from 'node:crypto';
import type { PageContext } from '../../protocol/requests.ts';
import type { DocumentLink } from '../knowledge/knowledge.ts';
import type { NumberedPassage } from '../models/model.ts';

/** How much of a title or a path of headings is shown to the model, in characters. */
const NAME_MAX_LENGTH = 300;

/** Texts that nobody vouches for stand in a prompt between delimiters that are new each time: a document that was written before can't close them. */
export function newFence(name: string): string {
  return `${name}-${randomBytes(6).toString('hex')}`;
}

export function fencedPassage(fence: string, { number, title, headings, text }: NumberedPassage): string {
  const path = headings[0] === title ? headings : [title, ...headings];
  const name = path.map(oneLine).filter(Boolean).join(' › ').slice(0, NAME_MAX_LENGTH);
  return `<${fence} number="${number}">\n${name}\n${text}\n</${fence}>`;
}

export function fencedLinks(fence: string, links: readonly DocumentLink[]): string {
  const lines = links.map(({ title, url }) => `${oneLine(title).slice(0, NAME_MAX_LENGTH)} ${oneLine(url)}`.trim());
  return `<${fence}>\n${lines.join('\n')}\n</${fence}>`;
}

/** @returns an empty text where nothing is known of the page. */
export function fencedPage({ title, url, selection }: PageContext = {}): string {
  const lines = [
    title && `Title: ${oneLine(title)}`,
    url && `Address: ${oneLine(url)}`,
    selection && `Selected text:\n${selection}`,
  ].filter(Boolean);
  if (lines.length === 0) return '';
  const fence = newFence('page');
  return `<${fence}>\n${lines.join('\n')}\n</${fence}>`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
