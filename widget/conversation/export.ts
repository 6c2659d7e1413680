import type { StoredMessage } from '../../protocol/requests.ts';
import type { Conversation } from './conversation.ts';
import type { Turn } from './turn.ts';

export interface ExportLabels {
  readonly title: string;
  readonly you: string;
  readonly assistant: string;
  readonly sources: string;
  /** @returns the address of a source as it may be followed; `undefined` where it may not. */
  readonly address: (url: string) => string | undefined;
}

/** @returns everything that was said, as a Markdown document. */
export function toMarkdown(conversation: Conversation, labels: ExportLabels): string {
  const parts = conversation.flatMap((turn) => [
    `**${labels.you}**${timeNote(turn.askedAt)}`,
    turn.question,
    ...(turn.text === '' ? [] : [`**${labels.assistant}**${timeNote(turn.answeredAt)}`, turn.text]),
    ...(turn.phase === 'complete' && turn.sources.length > 0
      ? [`${labels.sources}\n\n${sourceLines(turn, labels)}`]
      : []),
  ]);
  return [`# ${labels.title}`, ...parts, ''].join('\n\n');
}

/** @returns the same in the words of the protocol. */
export function toJson(conversation: Conversation, chatbotId: string): string {
  return JSON.stringify({ chatbot_id: chatbotId, messages: conversation.flatMap(messagesOf) }, null, 2);
}

type ExportedMessage = Omit<StoredMessage, 'id' | 'created_at'> & { readonly created_at: string | undefined };

function messagesOf(turn: Turn): readonly ExportedMessage[] {
  const { question, text, askedAt, answeredAt } = turn;
  const asked: ExportedMessage = { role: 'user', content: question, created_at: isoTime(askedAt) };
  if (text === '') return [asked];
  const answer: ExportedMessage = { role: 'assistant', content: text, created_at: isoTime(answeredAt) };
  if (turn.phase !== 'complete') return [asked, { ...answer, partial: true }];
  const { sources, feedback } = turn;
  return [asked, { ...answer, sources, ...(feedback && { feedback }) }];
}

function sourceLines({ sources }: Turn & { readonly phase: 'complete' }, { address }: ExportLabels): string {
  return sources.map(({ title, url }, index) => `${index + 1}. ${sourceLine(title, address(url))}`).join('\n');
}

function sourceLine(title: string, url: string | undefined): string {
  const name = title.replaceAll(/[[\]\\]/g, '\\$&');
  return url === undefined ? name : `[${name}](<${url.replaceAll(/[<>\s]/g, '')}>)`;
}

function timeNote(time: number | undefined): string {
  return time === undefined ? '' : ` (${isoTime(time)})`;
}

function isoTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
