import { afterEach, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../protocol/chat-event.ts';
import { PATHS, type ChatResponse, type MessagesResponse } from '../../../protocol/requests.ts';
import type { FoundPassage, Knowledge, SearchResult } from '../../../server/knowledge/knowledge.ts';
import { MUSEUM, QUESTION } from '../chat/museum.ts';
import { startApp, type RunningApp } from '../running-app.ts';

let app: RunningApp;
afterEach(() => app[Symbol.asyncDispose]());

function passage(title: string): FoundPassage {
  return { id: title, document: title, title, headings: [], url: '', text: 'Some text.', score: 0.5 };
}

/** Documents that answer every question in the same way. */
function documents(grounded: SearchResult['quality']['grounded']): Knowledge {
  const passages = ['Opening hours', 'Holidays'].map(passage);
  const quality = { coverage: 1, best_score: 0.5, passages: 2, grounded };
  const nearby = ['Tickets', 'Café'].map(passage);
  return { search: async () => ({ passages, nearby, closest: [], quality }), version: () => '1' };
}

async function answer(body: object = {}, text = 'From 10.'): Promise<ChatEvent | undefined> {
  const events = Array.fromAsync(await app.ask({ message: QUESTION, ...body }));
  const answer = await app.model.nextAnswer();
  answer.write(text);
  answer.end();
  return (await events).at(-1)?.event;
}

describe('what may be asked next', () => {
  it('comes with the answer, whichever way it is asked for, and with what was said', async () => {
    app = await startApp({ knowledge: documents('good') });
    const session = app.sessions.issue(MUSEUM.id);
    expect(await answer({ session_id: session })).toMatchObject({ type: 'complete', follow_ups: ['Tickets', 'Café'] });
    const reply = await app.call('GET', PATHS.messages, { headers: { Authorization: `Bearer ${session}` } });
    const { messages } = reply.json() as MessagesResponse;
    expect(messages.map(({ follow_ups }) => follow_ups)).toEqual([undefined, ['Tickets', 'Café']]);

    const whole = app.post(PATHS.chat, { message: QUESTION, chatbot_id: MUSEUM.id });
    const next = await app.model.nextAnswer();
    next.write('From 10.');
    next.end();
    expect(((await whole).json() as ChatResponse).follow_ups).toEqual(['Tickets', 'Café']);
  });

  it('is also what was found and not used', async () => {
    app = await startApp({ knowledge: documents('partial') });
    expect(await answer({}, 'From 10 [1].')).toMatchObject({ follow_ups: ['Holidays', 'Tickets', 'Café'] });
  });

  it('is nothing where the documents do not answer', async () => {
    app = await startApp({ knowledge: documents('none') });
    expect(await answer()).not.toHaveProperty('follow_ups');
  });

  it('is nothing where nothing is near', async () => {
    app = await startApp();
    expect(await answer()).not.toHaveProperty('follow_ups');
  });
});
