import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isTerminal, type ChatEvent, type CompleteEvent } from '../../../protocol/chat-event.ts';
import { ANSWER_MAX_BYTES } from '../../../protocol/limits.ts';
import { AnswerStopped } from '../../../server/chat/answer-stopped.ts';
import type { AnswerPorts, Question } from '../../../server/chat/question.ts';
import { runAnswer } from '../../../server/chat/run-answer.ts';
import { MemoryConversations } from '../../../server/conversations/memory.ts';
import { ModelError } from '../../../server/models/model.ts';
import { ScriptedModel, type ScriptedAnswer } from '../../stand-ins/scripted-model.ts';
import { createKnowledge, MUSEUM, QUESTION } from './museum.ts';

/** The words of an upstream. No event may hold them. */
const SECRET = 'CUDA out of memory at /root/.ollama, key sk-4242';

let model: ScriptedModel;
let conversations: MemoryConversations;
let ports: AnswerPorts;
let controller: AbortController;
let failures: unknown[];

beforeEach(() => {
  model = new ScriptedModel();
  conversations = new MemoryConversations();
  ports = { conversations, knowledge: createKnowledge(), model };
  controller = new AbortController();
  failures = [];
});

const QUESTION_IDS = { streamId: 'stream-1', messageId: 'message-1', sessionId: 'session-1' };

function run(question: Partial<Question> = {}, changed: Partial<AnswerPorts> = {}): AsyncGenerator<ChatEvent, void> {
  return runAnswer(
    { chatbot: MUSEUM, ...QUESTION_IDS, message: QUESTION, clientMessageId: undefined, metadata: false, ...question },
    { ...ports, ...changed },
    controller.signal,
    (cause) => failures.push(cause),
  );
}

/** A question and its answer, both of them over. */
async function say(session: string, question: string, content: string): Promise<void> {
  const answerId = randomUUID();
  await conversations.begin(session, { questionId: randomUUID(), question, answerId });
  await conversations.update(session, answerId, { content, state: 'complete' });
}

/** The text of the answer as the conversation has it. */
async function stored(): Promise<string | undefined> {
  return (await conversations.recent('session-1', 1))[0]?.content;
}

/** Reads an answer that the model writes as `script` tells it. */
async function answerWith(
  script: (answer: ScriptedAnswer) => void,
  question?: Partial<Question>,
): Promise<ChatEvent[]> {
  const events = Array.fromAsync(run(question));
  script(await model.nextAnswer());
  return events;
}

/** Reads on until an event of this type came; returns all that came on the way. */
async function readUntil(events: AsyncGenerator<ChatEvent, void>, type: ChatEvent['type']): Promise<ChatEvent[]> {
  const read: ChatEvent[] = [];
  for (;;) {
    const { value: event } = await events.next();
    if (event === undefined) throw new Error(`the answer ended without a ${type} event`);
    read.push(event);
    if (event.type === type) return read;
  }
}

function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'token' ? event.content : '')).join('');
}

/** The last event, after having seen that no other is terminal. */
function onlyTerminal(events: readonly ChatEvent[]): ChatEvent | undefined {
  expect(events.filter(isTerminal)).toEqual(events.slice(-1));
  return events.at(-1);
}

function writeCode(answer: ScriptedAnswer): void {
  answer.write('Run ', '`npm start', '`.');
  answer.end();
}

describe('an answer', () => {
  it('tells what happens in the order in which it happens', async () => {
    const events = await answerWith((answer) => {
      answer.push({ type: 'thinking' }, { type: 'thinking' });
      answer.write('From ', '10 ', 'to 17.');
      answer.end();
    });
    expect(events.map((event) => (event.type === 'status' ? event.state : event.type))).toEqual([
      'start',
      'searching',
      'thinking',
      'writing',
      'token',
      'token',
      'token',
      'complete',
    ]);
  });

  it('starts before search, model or conversation are touched', async () => {
    const search = vi.spyOn(ports.knowledge, 'search');
    const events = run();
    expect((await events.next()).value).toEqual({
      type: 'start',
      stream_id: 'stream-1',
      message_id: 'message-1',
      session_id: 'session-1',
      done: false,
    });
    expect(search).not.toHaveBeenCalled();
    expect(model.answers).toEqual([]);
    expect(await conversations.recent('session-1', 10)).toEqual([]);
  });

  it('says that it searches before it searches, and that it thinks before the model is asked', async () => {
    const search = vi.spyOn(ports.knowledge, 'search');
    const events = run();
    await readUntil(events, 'status');
    expect(search).not.toHaveBeenCalled();
    expect((await events.next()).value).toEqual({ type: 'status', state: 'thinking', done: false });
    expect(search).toHaveBeenCalledOnce();
    expect(model.answers).toEqual([]);
  });

  it('gives each token at once, without waiting for the next', async () => {
    const events = run();
    const first = readUntil(events, 'token');
    const answer = await model.nextAnswer();
    answer.write('From ');
    expect(textOf(await first)).toBe('From ');
    const second = readUntil(events, 'token');
    answer.write('10');
    expect(textOf(await second)).toBe('10');
  });

  it('is complete with the text that its tokens add up to, its sources and its usage', async () => {
    const tokens = ['Grüße', ' ', '👋🏽', '\n\n', '`"', '\u2028', ' <b>', '\u0000'];
    const events = await answerWith((answer) => {
      answer.write(...tokens);
      answer.end({ promptTokens: 26, completionTokens: 9 });
    });
    expect(textOf(events)).toBe(tokens.join(''));
    expect(onlyTerminal(events)).toEqual({
      type: 'complete',
      content: tokens.join(''),
      done: true,
      message_id: 'message-1',
      finish_reason: 'stop',
      sources: [
        {
          id: expect.any(String),
          title: 'Opening hours',
          url: '/visit.html',
          snippet: 'The museum is open from Tuesday to Sunday, from 10 to 17. On Mondays it is closed.',
        },
      ],
      context_quality: {
        coverage: 1,
        best_score: expect.any(Number),
        passages: 1,
        grounded: 'good',
      },
      usage: {
        prompt_tokens: 26,
        completion_tokens: 9,
        tokens_per_second: expect.any(Number),
        time_to_first_token_ms: expect.any(Number),
        cached: false,
      },
    });
    expect(failures).toEqual([]);
  });

  it('is complete with finish_reason length where the model was cut off', async () => {
    const events = await answerWith((answer) => {
      answer.write('From 10');
      answer.push({ type: 'end', finishReason: 'length' });
    });
    expect(onlyTerminal(events)).toMatchObject({ type: 'complete', content: 'From 10', finish_reason: 'length' });
  });

  it('names as sources those that it cites', async () => {
    const events = await answerWith((answer) => {
      answer.write('The museum is open [1].');
      answer.end();
    });
    expect(onlyTerminal(events)).toMatchObject({
      content: 'The museum is open [1].',
      sources: [{ title: 'Opening hours' }],
    });
  });

  it('does not wait for anything after the end of the model', async () => {
    const events = await answerWith((answer) => {
      answer.write('From 10');
      answer.end();
      answer.write(' and more');
    });
    expect(onlyTerminal(events)).toMatchObject({ type: 'complete', content: 'From 10' });
    await model.answers[0]?.over;
  });

  it('carries metadata on its tokens where the question asks for it, and only there', async () => {
    const plain = await answerWith(writeCode);
    for (const event of plain) expect(event).not.toHaveProperty('metadata');
    const annotated = await answerWith(writeCode, { metadata: true });
    expect(annotated.flatMap((event) => (event.type === 'token' ? [event.metadata] : []))).toEqual([
      { token_count: 1, is_code: false, is_link: false },
      { token_count: 2, is_code: true, is_link: false },
      { token_count: 3, is_code: false, is_link: false },
    ]);
  });
});

describe('what the model is asked', () => {
  it('is the owner’s prompt with the passages, then the question', async () => {
    await answerWith((answer) => answer.fail(new ModelError('llm_error', 'enough')));
    const prompt = model.answers[0]?.prompt;
    expect(prompt?.question).toBe(QUESTION);
    expect(prompt?.passages.map(({ title }) => title)).toEqual(['Opening hours']);
    expect(prompt?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(prompt?.messages[0]?.content).toContain(MUSEUM.systemPrompt);
    expect(prompt?.messages[0]?.content).toContain('On Mondays it is closed.');
    expect(prompt?.messages[1]?.content).toBe(QUESTION);
  });

  it('holds the last 10 messages of the session, in their order, and no more', async () => {
    for (let number = 1; number <= 13; number += 2) {
      await say('session-1', `said ${number}`, `said ${number + 1}`);
      await say('session-2', 'said elsewhere', 'said elsewhere');
    }
    await answerWith((answer) => answer.fail(new ModelError('llm_error', 'enough')));
    const [system, ...rest] = model.answers[0]?.prompt.messages ?? [];
    expect(system?.role).toBe('system');
    expect(rest).toEqual([
      ...Array.from({ length: 10 }, (_, index) => ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: `said ${index + 5}`,
      })),
      { role: 'user', content: QUESTION },
    ]);
  });
});

describe('what is kept of it', () => {
  it('is the question, before the model is asked', async () => {
    const events = Array.fromAsync(run());
    const answer = await model.nextAnswer();
    expect(await conversations.recent('session-1', 10)).toMatchObject([
      { role: 'user', content: QUESTION, state: 'complete' },
      { id: 'message-1', role: 'assistant', content: '', state: 'generating' },
    ]);
    answer.fail(new ModelError('llm_error', 'enough'));
    await events;
  });

  it('is the answer with its sources, before it is told to be complete', async () => {
    const events = run();
    const reading = readUntil(events, 'complete');
    const answer = await model.nextAnswer();
    answer.write('From ', '10.');
    answer.end();
    const complete = (await reading).at(-1) as CompleteEvent;
    const [question, kept] = await conversations.recent('session-1', 10);
    expect(question).toMatchObject({ role: 'user', content: QUESTION });
    expect(kept).toStrictEqual({
      id: 'message-1',
      role: 'assistant',
      content: 'From 10.',
      createdAt: expect.any(Date),
      state: 'complete',
      sources: complete.sources,
      outcome: {
        finish_reason: 'stop',
        context_quality: complete.context_quality,
        usage: complete.usage,
      },
      clientMessageId: undefined,
      feedback: undefined,
    });
    expect(complete.sources).toHaveLength(1);
    expect(question?.id).not.toBe(kept?.id);
  });

  it.each([
    ['cancelled', 'cancelled', () => controller.abort(new AnswerStopped('cancelled'))],
    ['failed', 'failed', (answer: ScriptedAnswer) => answer.fail(new ModelError('llm_timeout', SECRET))],
    ['broken off by a shutdown', 'failed', () => controller.abort(new AnswerStopped('shutdown'))],
    ['given up by its reader', 'failed', () => controller.abort(new AnswerStopped('orphaned'))],
  ] as const)('is the part that was written, and that it is no more, when the answer is %s', async (_, state, stop) => {
    const events = run();
    const reading = readUntil(events, 'token');
    const answer = await model.nextAnswer();
    answer.write('From ');
    await reading;
    stop(answer);
    await events.next();
    const kept = await conversations.recent('session-1', 10);
    expect(kept).toHaveLength(2);
    expect(kept[1]).toStrictEqual({
      id: 'message-1',
      role: 'assistant',
      content: 'From ',
      createdAt: expect.any(Date),
      state,
      sources: [],
      outcome: undefined,
      clientMessageId: undefined,
      feedback: undefined,
    });
  });

  it('is that there is no answer where nothing was written', async () => {
    await answerWith((answer) => answer.fail(new ModelError('llm_unavailable', SECRET)));
    expect(await conversations.recent('session-1', 10)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: '', state: 'failed' },
    ]);
  });

  describe('is the answer so far, while it is written', () => {
    it('with every token that has an event, before anybody sees it', async () => {
      const events = run();
      let shown = '';
      const reading = readUntil(events, 'token');
      const answer = await model.nextAnswer();
      answer.write('1 ', '2 ', '3 ');
      await reading;
      expect(await stored()).toBe('1 ');
      answer.end();
      for (shown = '1 '; shown !== '1 2 3 ';) {
        const { value: event } = await events.next();
        if (event?.type === 'token') shown += event.content;
        expect(await stored()).toBe(shown);
      }
      await Array.fromAsync(events);
    });

    it('and where that can not be stored, the answer goes on, and one failure tells of it', async () => {
      const cause = new Error('the disk is full');
      const extend = vi.spyOn(conversations, 'extend').mockRejectedValue(cause);
      const events = await answerWith((answer) => {
        answer.write('1 ', '2 ', '3 ');
        answer.end();
      });
      expect(onlyTerminal(events)).toMatchObject({ type: 'complete', content: '1 2 3 ' });
      expect(failures).toEqual([cause]);
      expect(extend).toHaveBeenCalledOnce();
      expect(await conversations.recent('session-1', 1)).toMatchObject([{ content: '1 2 3 ', state: 'complete' }]);
    });
  });
});

describe('an answer ends with exactly one terminal event', () => {
  it.each(['llm_unavailable', 'llm_timeout', 'llm_error'] as const)(
    'error %s when the model fails so, without the model’s words',
    async (code) => {
      const cause = new ModelError(code, SECRET, { cause: new Error(SECRET) });
      const events = await answerWith((answer) => {
        answer.write('From ');
        answer.fail(cause);
      });
      expect(onlyTerminal(events)).toEqual({
        type: 'error',
        error: expect.stringMatching(/^[A-Z].*\.$/),
        code,
        retryable: true,
        done: true,
      });
      expect(JSON.stringify(events)).not.toMatch(/CUDA|sk-4242|ollama/);
      expect(failures).toEqual([cause]);
    },
  );

  it('error internal when something is thrown that nobody expected', async () => {
    const cause = new TypeError(SECRET);
    const events = await answerWith((answer) => answer.fail(cause));
    expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'internal' });
    expect(JSON.stringify(events)).not.toContain('CUDA');
    expect(failures).toEqual([cause]);
  });

  it('cancelled with the text so far when it is stopped', async () => {
    const events = run();
    const reading = readUntil(events, 'token');
    const answer = await model.nextAnswer();
    answer.write('From ');
    await reading;
    const rest = Array.fromAsync(events);
    controller.abort(new AnswerStopped('cancelled'));
    expect(await rest).toEqual([{ type: 'cancelled', content: 'From ', done: true }]);
    await answer.over;
    expect(failures).toEqual([]);
  });

  it.each(['shutdown', 'orphaned'] as const)('error interrupted when nobody stopped it: %s', async (why) => {
    const events = run();
    const reading = readUntil(events, 'token');
    const answer = await model.nextAnswer();
    answer.write('From ');
    await reading;
    const rest = Array.fromAsync(events);
    controller.abort(new AnswerStopped(why));
    expect(await rest).toEqual([
      { type: 'error', error: expect.stringMatching(/^[A-Z].*\.$/), code: 'interrupted', retryable: true, done: true },
    ]);
    await answer.over;
    expect(failures).toEqual([]);
  });

  it('cancelled without text, and without a word to the model, when it was stopped before it began', async () => {
    controller.abort(new AnswerStopped('cancelled'));
    const search = vi.spyOn(ports.knowledge, 'search');
    const events = await Array.fromAsync(run());
    expect(events.map(({ type }) => type)).toEqual(['start', 'cancelled']);
    expect(onlyTerminal(events)).toEqual({ type: 'cancelled', content: '', done: true });
    expect(search).not.toHaveBeenCalled();
    expect(model.answers).toEqual([]);
  });

  it('cancelled when it is stopped while it searches', async () => {
    const events = run();
    await readUntil(events, 'status');
    controller.abort(new AnswerStopped('cancelled'));
    expect(await Array.fromAsync(events)).toEqual([{ type: 'cancelled', content: '', done: true }]);
    expect(model.answers).toEqual([]);
  });

  it('error llm_error when the model has nothing to say', async () => {
    const events = await answerWith((answer) => answer.end());
    expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'llm_error' });
  });

  it('error llm_error when the model says nothing in several pieces', async () => {
    const events = await answerWith((answer) => {
      answer.write('', '');
      answer.end();
    });
    expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'llm_error' });
  });

  it('error llm_error when the model breaks off without an end', async () => {
    const events = await answerWith((answer) => {
      answer.write('From ');
      answer.breakOff();
    });
    expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'llm_error' });
  });

  it('error internal when the documents can not be searched', async () => {
    const cause = new Error(`SQLITE_CORRUPT ${SECRET}`);
    const events = await Array.fromAsync(
      run({}, { knowledge: { search: () => Promise.reject(cause), version: () => '' } }),
    );
    expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'internal' });
    expect(JSON.stringify(events)).not.toMatch(/SQLITE|CUDA/);
    expect(failures).toEqual([cause]);
    expect(model.answers).toEqual([]);
  });

  describe('error internal when the conversation', () => {
    const cause = new Error('the disk is full');

    it('can not be read', async () => {
      vi.spyOn(conversations, 'recent').mockRejectedValue(cause);
      const events = await Array.fromAsync(run());
      expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'internal' });
      expect(failures).toEqual([cause]);
      expect(model.answers).toEqual([]);
    });

    it('can not be written: the model is not asked', async () => {
      vi.spyOn(conversations, 'begin').mockRejectedValue(cause);
      const events = await Array.fromAsync(run());
      expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'internal' });
      expect(failures).toEqual([cause]);
      expect(model.answers).toEqual([]);
    });

    it('can not take the answer: the tokens have come nonetheless', async () => {
      vi.spyOn(conversations, 'update').mockRejectedValue(cause);
      const reading = Array.fromAsync(run());
      const answer = await model.nextAnswer();
      answer.write('From ', '10.');
      answer.end();
      const events = await reading;
      expect(textOf(events)).toBe('From 10.');
      expect(onlyTerminal(events)).toMatchObject({ type: 'error', code: 'internal' });
      expect(failures).toContain(cause);
    });

    it('can not take the partial answer: it is cancelled all the same', async () => {
      vi.spyOn(conversations, 'update').mockRejectedValue(cause);
      const events = run();
      const reading = readUntil(events, 'token');
      (await model.nextAnswer()).write('From ');
      await reading;
      controller.abort(new AnswerStopped('cancelled'));
      expect(await Array.fromAsync(events)).toEqual([{ type: 'cancelled', content: 'From ', done: true }]);
      expect(failures).toEqual([cause]);
    });
  });
});

/** Reads an answer that goes on with this token after token, for longer than an answer may be. */
async function endless(text: string, metadata = false): Promise<ChatEvent[]> {
  const reading = Array.fromAsync(run({ metadata }));
  const answer = await model.nextAnswer();
  const bytes = Buffer.byteLength(JSON.stringify({ type: 'token', content: '', done: false }) + text);
  answer.write(...Array<string>(Math.ceil(ANSWER_MAX_BYTES / bytes) + 1).fill(text));
  const events = await reading;
  await answer.over;
  return events;
}

/** How many bytes of events carry the answer. */
function sizeOf(events: readonly ChatEvent[]): number {
  return events
    .filter(({ type }) => type === 'token')
    .reduce((bytes, event) => bytes + Buffer.byteLength(JSON.stringify(event)), 0);
}

describe('an answer that does not end', () => {
  it('is cut at ANSWER_MAX_BYTES with finish_reason length, and the model is stopped', async () => {
    const events = await endless('word '.repeat(20));
    const terminal = onlyTerminal(events);
    expect(terminal).toMatchObject({ type: 'complete', finish_reason: 'length', content: textOf(events) });
    expect(sizeOf(events)).toBeLessThanOrEqual(ANSWER_MAX_BYTES);
    expect(sizeOf(events)).toBeGreaterThan(ANSWER_MAX_BYTES * 0.9);
    expect(await conversations.recent('session-1', 1)).toMatchObject([{ content: textOf(events) }]);
  });

  it.each([
    ['one letter a token', 'x'],
    ['letters of several bytes', '€'],
  ])('takes no more bytes of events than that: %s', async (_, text) => {
    expect(sizeOf(await endless(text))).toBeLessThanOrEqual(ANSWER_MAX_BYTES);
  });

  it.each([
    ['line breaks, which JSON writes as two characters', '\n'.repeat(100), false],
    ['control characters, which JSON writes as six', '\u0001'.repeat(100), false],
    ['metadata', 'x', true],
  ])('takes no more bytes of events than that: %s', async (_, text, metadata) => {
    expect(sizeOf(await endless(text, metadata))).toBeLessThanOrEqual(ANSWER_MAX_BYTES);
  });
});
