import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent, CompleteEvent } from '../../../protocol/chat-event.ts';
import { Analyses } from '../../../server/analysis/analyses.ts';
import { AnswerCache } from '../../../server/chat/answer-cache.ts';
import { AnswerStopped } from '../../../server/chat/answer-stopped.ts';
import type { AnswerPorts, Question } from '../../../server/chat/question.ts';
import { runAnswer } from '../../../server/chat/run-answer.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import { ScriptedModel } from '../../stand-ins/scripted-model.ts';
import { configure, createKnowledge, MUSEUM, QUESTION } from './museum.ts';

const OWNER = { id: 'museum', name: 'Tilly', documents: 'documents', cache: { enabled: true } };
const CHATBOT = configure(OWNER);
const PACED = configure({ ...OWNER, pacing: { mode: 'words', words_per_chunk: 2, delay_ms: 0 } });

const LENGTH = {
  name: 'length',
  analyse: async ({ content }: { content: string }) => ({ characters: content.length }),
};

let model: ScriptedModel;
let ports: AnswerPorts & { readonly cache: AnswerCache };
let sessions = 0;
beforeEach(() => {
  model = new ScriptedModel();
  ports = {
    conversations: new MemoryConversations(),
    knowledge: createKnowledge(),
    model,
    cache: new AnswerCache(),
    analyses: new Analyses([LENGTH]),
  };
});

/** In a session of its own, unless the question says in which. */
function ask(question: Partial<Question> = {}, signal = new AbortController().signal): AsyncGenerator<ChatEvent, void> {
  const sessionId = `session-${sessions++}`;
  const ids = { streamId: 'stream-1', messageId: `message-of-${sessionId}`, sessionId };
  const asked = { chatbot: CHATBOT, ...ids, message: QUESTION, clientMessageId: undefined, metadata: false };
  return runAnswer({ ...asked, ...question }, ports, signal, (cause) => {
    throw cause;
  });
}

/** Asks what the model has to answer. */
async function write(question: Partial<Question> = {}): Promise<ChatEvent[]> {
  const events = Array.fromAsync(ask(question));
  const answer = await model.nextAnswer();
  answer.write('Run ', '`npm', ' start`', ' at 10.');
  answer.end({ promptTokens: 26, completionTokens: 9 });
  return events;
}

function completeOf(events: readonly ChatEvent[]): CompleteEvent {
  const last = events.at(-1);
  if (last?.type !== 'complete') throw new Error('the answer is not complete');
  return last;
}

function tokensOf(events: readonly ChatEvent[]): ChatEvent[] {
  return events.filter(({ type }) => type === 'token');
}

/** What is shown at a time, and how its metadata count it. */
function shown(events: readonly ChatEvent[]): unknown[] {
  return events.flatMap((event) => (event.type === 'token' ? [[event.content, event.metadata?.token_count]] : []));
}

describe('an answer to what was asked before', () => {
  it('is the same, piece by piece, and has cost nothing', async () => {
    const first = await write();
    const again = await Array.fromAsync(ask({ message: 'when are you OPEN' }));
    expect(model.answers).toHaveLength(1);
    expect(tokensOf(again)).toEqual(tokensOf(first));
    const { content, sources, context_quality, follow_ups, analysis, message_id, usage } = completeOf(first);
    expect(analysis).toEqual({ length: { characters: 22 } });
    expect(usage).toMatchObject({ prompt_tokens: 26, completion_tokens: 9, cached: false });
    const repeated = completeOf(again);
    expect(repeated).toMatchObject({ content, sources, context_quality, analysis });
    expect(repeated.follow_ups).toEqual(follow_ups);
    expect(repeated.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, cached: true });
    expect(repeated.message_id).not.toBe(message_id);
  });

  it('says what is done for it: nothing is searched, and nobody thinks', async () => {
    await write();
    const again = await Array.fromAsync(ask());
    expect(again.map((event) => (event.type === 'status' ? event.state : event.type))).toEqual([
      'start',
      'writing',
      'token',
      'token',
      'token',
      'token',
      'complete',
    ]);
  });

  it('is stored in its own conversation as any other', async () => {
    await write();
    await Array.fromAsync(ask({ sessionId: 'mine' }));
    expect(await ports.conversations.recent('mine', 10)).toMatchObject([
      { role: 'user', content: QUESTION },
      { role: 'assistant', content: 'Run `npm start` at 10.', state: 'complete', outcome: { usage: { cached: true } } },
    ]);
  });

  it('has metadata for whom it wants them, whoever asked first', async () => {
    await write();
    const tokens = tokensOf(await Array.fromAsync(ask({ metadata: true })));
    expect(tokens.map((token) => (token.type === 'token' ? token.metadata?.is_code : undefined))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('comes at the chatbot’s pace, with metadata of what is shown; but not where it is wanted whole', async () => {
    const paced = [
      ['Run `npm', 1],
      [' start` at', 2],
      [' 10.', 3],
    ];
    expect(shown(await write({ chatbot: PACED, metadata: true }))).toEqual(paced);
    expect(shown(await Array.fromAsync(ask({ chatbot: PACED, metadata: true })))).toEqual(paced);
    expect(shown(await Array.fromAsync(ask({ chatbot: PACED, isWhole: true })))).toHaveLength(4);
    expect(model.answers).toHaveLength(1);
  });

  it('can be stopped on its way', async () => {
    await write();
    const controller = new AbortController();
    const events: ChatEvent[] = [];
    for await (const event of ask({}, controller.signal)) {
      events.push(event);
      if (event.type === 'token') controller.abort(new AnswerStopped('cancelled'));
    }
    expect(events.at(-1)).toEqual({ type: 'cancelled', content: 'Run ', done: true });
  });

  it('is written anew when the conversation in which it was written is deleted', async () => {
    await write({ sessionId: 'mine' });
    ports.cache.removeAll('mine');
    await write();
    expect(model.answers).toHaveLength(2);
  });
});

describe('an answer is written anew', () => {
  it('where something was said before', async () => {
    await write({ sessionId: 'mine' });
    await write({ sessionId: 'mine', messageId: 'second' });
    expect(model.answers).toHaveLength(2);
  });

  it.each([
    ['where the visitor wants another', { replaces: 'question-1' }],
    ['where it depends on the page', { pageContext: { title: 'Tickets' } }],
    ['for another chatbot', { chatbot: configure({ ...OWNER, system_prompt: 'Be brief.' }) }],
    ['where the owner keeps none', { chatbot: MUSEUM }],
  ])('%s', async (_, question) => {
    await write();
    await write(question);
    expect(model.answers).toHaveLength(2);
  });

  it('where the first was stopped', async () => {
    const controller = new AbortController();
    const events = Array.fromAsync(ask({}, controller.signal));
    (await model.nextAnswer()).write('Run ');
    controller.abort(new AnswerStopped('cancelled'));
    expect((await events).at(-1)?.type).toBe('cancelled');
    await write();
    expect(model.answers).toHaveLength(2);
  });
});
