import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent, CompleteEvent } from '../../../protocol/chat-event.ts';
import type { AnswerPorts } from '../../../server/chat/question.ts';
import { runAnswer } from '../../../server/chat/run-answer.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import type { Chatbot } from '../../../server/config/chatbot-config.ts';
import type { Model } from '../../../server/models/model.ts';
import { createQuote } from '../../../server/models/quote.ts';
import { ScriptedModel } from '../../stand-ins/scripted-model.ts';
import { createKnowledge, MUSEUM } from './museum.ts';

const BOTH = 'When is the museum open, and what does a family ticket cost?';

let conversations: MemoryConversations;
let unanswered: string[];

beforeEach(() => {
  conversations = new MemoryConversations();
  unanswered = [];
});

async function ask(model: Model, message: string, chatbot: Chatbot = MUSEUM): Promise<ChatEvent[]> {
  const ports: AnswerPorts = {
    conversations,
    knowledge: createKnowledge(),
    model,
    unanswered: {
      add: async (chatbotId, question) => void unanswered.push(`${chatbotId}: ${question}`),
      forget: async () => {},
      list: async () => [],
    },
  };
  const ids = { streamId: 'stream', messageId: randomUUID(), sessionId: 'session' };
  const question = { chatbot, ...ids, message, clientMessageId: undefined, metadata: false };
  return Array.fromAsync(
    runAnswer(question, ports, new AbortController().signal, (cause) => {
      throw cause;
    }),
  );
}

/** What a model's words become. */
async function written(...words: string[]): Promise<ChatEvent[]> {
  const model = new ScriptedModel();
  const events = ask(model, BOTH);
  const answer = await model.nextAnswer();
  expect(new Set(answer.prompt.passages.map(({ number }) => number))).toEqual(new Set([1, 2]));
  answer.write(...words);
  answer.end();
  return events;
}

function completed(events: readonly ChatEvent[]): CompleteEvent {
  const last = events.at(-1);
  if (last?.type !== 'complete') throw new Error(`the answer ended with ${last?.type}`);
  return last;
}

function shown(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'token' ? event.content : '')).join('');
}

describe('an answer that cites', () => {
  it('shows, stores and ends with the same text, whose numbers are those of its sources', async () => {
    const events = await written('We open at 10 ', '[', '2', ']', '. A ticket is 20 pounds 【1', '】, not 9 [7].');
    const { content, sources } = completed(events);
    expect(content).toBe('We open at 10 [1]. A ticket is 20 pounds [2], not 9 .');
    expect(shown(events)).toBe(content);
    expect(sources.map(({ url }) => url)).toEqual(['/visit.html', '/tickets.html']);
    const [message] = await conversations.recent('session', 1);
    expect(message).toMatchObject({ content, sources });
  });

  it('lists only what it cites, and everything where it cites nothing', async () => {
    expect(completed(await written('From 10 [2].')).sources.map(({ url }) => url)).toEqual(['/visit.html']);
    expect(completed(await written('20 pounds.')).sources).toHaveLength(2);
  });

  it('shows what was held back where it comes to an end', async () => {
    const events = await written('20 pounds [2');
    expect(completed(events).content).toBe('20 pounds [2');
    expect(shown(events)).toBe('20 pounds [2');
  });
});

describe('an answer that quotes', () => {
  it('cites its sources by their numbers', async () => {
    const { content, sources } = completed(await ask(createQuote(), 'What does a family ticket cost?'));
    expect(content).toMatch(/> A ticket costs 8 pounds, a family ticket 20 pounds\. \[1\]$/);
    expect(sources[0]).toMatchObject({ url: '/tickets.html' });
  });

  it('understands a follow-up by what was asked before', async () => {
    await ask(createQuote(), 'When is the museum open?');
    const { content } = completed(await ask(createQuote(), 'And on Mondays?'));
    expect(content).toContain('On Mondays it is closed.');
  });
});

describe('a question that finds nothing', () => {
  it('is kept for the owner', async () => {
    await ask(createQuote(), 'Do you repair bicycles?');
    await ask(createQuote(), 'When is the museum open?');
    expect(unanswered).toEqual(['museum: Do you repair bicycles?']);
  });

  it('is not where the owner keeps no conversations', async () => {
    await ask(createQuote(), 'Do you repair bicycles?', { ...MUSEUM, retentionDays: 0 });
    expect(unanswered).toEqual([]);
  });
});
