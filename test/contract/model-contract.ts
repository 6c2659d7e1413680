import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelError, type Model, type ModelPart, type Prompt } from '../../server/models/model.ts';
import {
  closedOrigin,
  numberedText,
  TOKENS_BEFORE_FAULT,
  type Behaviour,
  type Fault,
  type ModelServer,
  type ModelServerOptions,
} from '../stand-ins/model-server.ts';

/** What every model is asked. */
export const PROMPT: Prompt = {
  messages: [
    { role: 'system', content: 'You answer from the documents.' },
    { role: 'user', content: 'When are you open?' },
  ],
  promptTokens: 16,
  maxTokens: 200,
  question: 'When are you open?',
  passages: [
    {
      id: 'hours-1',
      document: 'hours.md',
      headings: [],
      title: 'Opening hours',
      url: '/hours',
      text: 'We are open from Monday to Friday, from 9 to 17.',
      score: 1,
      number: 1,
    },
  ],
  closest: [],
};

/** @returns all parts of an answer to `PROMPT`. */
export async function readAnswer(model: Model, signal = new AbortController().signal): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of model.generate(PROMPT, signal)) parts.push(part);
  return parts;
}

/** @returns the text that parts add up to. */
export function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

export interface LocalModelSubject {
  /** A model that answers `PROMPT` with `text`, in four parts or more. */
  readonly start: () => Promise<{ readonly model: Model; readonly close: () => Promise<void> }>;
  readonly text: string;
}

/** What every model keeps to. */
export function describeModel(name: string, { start, text }: LocalModelSubject): void {
  describe(`${name}, as a model`, () => {
    let subject: Awaited<ReturnType<LocalModelSubject['start']>>;
    beforeEach(async () => {
      subject = await start();
    });
    afterEach(() => subject.close());

    it('gives an answer whose parts add up to its text and end with exactly one end', async () => {
      const parts = await readAnswer(subject.model);
      expect(textOf(parts)).toBe(text);
      expect(parts.map(({ type }) => type)).toEqual([...parts.slice(1).map(() => 'text'), 'end']);
      expect(parts).not.toContainEqual({ type: 'text', text: '' });
    });

    it('answers two questions at a time', async () => {
      const answers = await Promise.all([readAnswer(subject.model), readAnswer(subject.model)]);
      expect(answers.map(textOf)).toEqual([text, text]);
    });

    it('throws the reason of a signal that aborted before the question', async () => {
      const reason = new Error('the visitor left');
      await expect(readAnswer(subject.model, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('throws the reason of a signal that aborts in the middle, though more may have arrived already', async () => {
      const reason = new Error('the visitor pressed stop');
      const controller = new AbortController();
      const answer = subject.model.generate(PROMPT, controller.signal)[Symbol.asyncIterator]();
      await answer.next();
      controller.abort(reason);
      await expect(answer.next()).rejects.toBe(reason);
      await expect(answer.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('can be asked again after its reader left in the middle', async () => {
      for await (const part of subject.model.generate(PROMPT, new AbortController().signal)) {
        expect(part.type).toBe('text');
        break;
      }
      expect(textOf(await readAnswer(subject.model))).toBe(text);
    });
  });
}

export interface RemoteModelSubject {
  readonly startServer: (options: ModelServerOptions) => Promise<ModelServer>;
  /** @param origin - of a server that `startServer` gave, or of nobody. */
  readonly connect: (origin: string) => Model;
}

/** Every way in which an answer fails by itself. All mean `llm_error`. */
const FATAL_FAULTS = [
  'die-mid-token',
  'half-line',
  'html',
  'invalid-utf8',
  'status-500',
  'error-line',
  'endless-line',
] as const satisfies Fault[];

const LONG_ANSWER: Behaviour = { type: 'answer', tokens: 50 };

/** What every model at the other end of a wire keeps to. */
export function describeRemoteModel(name: string, { startServer, connect }: RemoteModelSubject): void {
  describeModel(name, {
    async start() {
      const server = await startServer({ behaviour: LONG_ANSWER });
      return { model: connect(server.url), close: () => server.close() };
    },
    text: numberedText(50),
  });

  describe(`${name}, over a wire`, () => {
    const reason = new Error('the visitor left');

    it('puts the conversation to the server as it is', async () => {
      await using server = await startServer({ behaviour: LONG_ANSWER });
      await readAnswer(connect(server.url));
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]?.body).toMatchObject({ messages: PROMPT.messages, stream: true });
    });

    it('can be asked for other things than an answer', async () => {
      await using server = await startServer({ behaviour: LONG_ANSWER });
      expect(connect(server.url).followsInstructions).toBe(true);
    });

    it('does not trouble the server with a question that was stopped before', async () => {
      await using server = await startServer({ behaviour: LONG_ANSWER });
      await expect(readAnswer(connect(server.url), AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(server.requests).toEqual([]);
    });

    it('closes the connection when the signal aborts before the first byte', async () => {
      await using server = await startServer({ behaviour: { type: 'hang-before-headers' } });
      const controller = new AbortController();
      const arrival = server.nextRequest();
      const answer = readAnswer(connect(server.url), controller.signal);
      const request = await arrival;
      controller.abort(reason);
      await expect(answer).rejects.toBe(reason);
      await request.abandoned;
    });

    it('closes the connection when the signal aborts in the middle', async () => {
      await using server = await startServer({ behaviour: { type: 'hang-mid-answer' } });
      const controller = new AbortController();
      const answer = connect(server.url).generate(PROMPT, controller.signal)[Symbol.asyncIterator]();
      for (let count = 0; count < TOKENS_BEFORE_FAULT; count += 1) await answer.next();
      const next = answer.next();
      controller.abort(reason);
      await expect(next).rejects.toBe(reason);
      await server.requests[0]?.abandoned;
    });

    it('closes the connection when its reader leaves the loop', async () => {
      await using server = await startServer({ behaviour: { type: 'hang-mid-answer' } });
      for await (const _ of connect(server.url).generate(PROMPT, new AbortController().signal)) break;
      await server.requests[0]?.abandoned;
    });

    it.each(FATAL_FAULTS)('gives llm_error, and writes nothing to the console, at: %s', async (type) => {
      const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) => vi.spyOn(console, method));
      await using server = await startServer({ behaviour: { type } });
      const parts: ModelPart[] = [];
      const answer = async (): Promise<void> => {
        for await (const part of connect(server.url).generate(PROMPT, new AbortController().signal)) parts.push(part);
      };
      const error: unknown = await answer().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toHaveProperty('code', 'llm_error');
      const hasBegun = type !== 'html' && type !== 'status-500';
      expect(textOf(parts)).toBe(hasBegun ? numberedText(TOKENS_BEFORE_FAULT) : '');
      for (const spy of consoles) expect(spy).not.toHaveBeenCalled();
    });

    it('closes the connection of an answer that it gives up', async () => {
      await using server = await startServer({ behaviour: { type: 'endless-line' } });
      await expect(readAnswer(connect(server.url))).rejects.toThrow(ModelError);
      await server.requests[0]?.abandoned;
    });

    it('gives llm_unavailable when nobody listens', async () => {
      await expect(readAnswer(connect(await closedOrigin()))).rejects.toMatchObject({
        name: 'ModelError',
        code: 'llm_unavailable',
      });
    });

    it('works again as soon as the server does', async () => {
      await using server = await startServer({ behaviour: { type: 'status-500' } });
      const model = connect(server.url);
      await expect(readAnswer(model)).rejects.toThrow(ModelError);
      server.behaviour = LONG_ANSWER;
      expect(textOf(await readAnswer(model))).toBe(numberedText(50));
    });

    it('tells that the model thinks before it writes', async () => {
      await using server = await startServer({ behaviour: { type: 'answer', tokens: 2, thinking: 2 } });
      const parts = await readAnswer(connect(server.url));
      expect(parts.map(({ type }) => type)).toEqual(['thinking', 'thinking', 'text', 'text', 'end']);
    });

    it.each(['stop', 'length'] as const)(
      'tells what the model counted, and that it ended by: %s',
      async (finishReason) => {
        await using server = await startServer({ behaviour: { type: 'answer', tokens: 3, finishReason } });
        const parts = await readAnswer(connect(server.url));
        expect(parts.at(-1)).toEqual({ type: 'end', finishReason, promptTokens: 26, completionTokens: 3 });
      },
    );

    it('gives the same answer wherever the network cuts it in two', async () => {
      const tokens = ['Grüße ', '👋🏽 ', '„ja“\n', '\u2028'];
      await using server = await startServer({ behaviour: { type: 'answer', tokens } });
      const model = connect(server.url);
      const whole = await readAnswer(model);
      expect(textOf(whole)).toBe(tokens.join(''));
      const length = server.requests[0]?.bytes ?? 0;
      for (let splitAt = 1; splitAt < length; splitAt += 1) {
        server.behaviour = { type: 'answer', tokens, splitAt };
        expect(await readAnswer(model), `cut after byte ${splitAt}`).toEqual(whole);
      }
    });
  });
}
