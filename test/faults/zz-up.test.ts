import { expect } from 'vitest';
import { numberedText, TOKENS_BEFORE_FAULT, UPSTREAM_SECRET } from '../stand-ins/model-server.ts';
import { describeFaults, type Row } from './zz-suite.ts';
import type { Reader } from './reader.ts';
import { ANSWER, LONG_ANSWER, type Scene } from './scene.ts';

const BEGINNING = ['token1 ', 'token2 '];
const MIB = 1_048_576;

/** A family of four and a flag, each one character to the eye; letters with marks of their own; what takes one to four bytes. */
const GRAPHEMES = '👩‍👩‍👧‍👦🇩🇪 é ñ̃ 日本語 ';

/** Has this behaviour be the model's. */
function behaving(behaviour: Scene['model']['behaviour']): (scene: Scene, reader: Reader) => Promise<void> {
  return async (scene, reader) => {
    scene.model.behaviour = behaviour;
    await reader.ask();
    await reader.ended();
  };
}

/**
 * The model answers with an error status.
 * @param wait - the seconds that the visitor is told to wait, about; not told if absent.
 */
function refusal(fault: string, status: number, retryAfter?: string, wait?: number): Row {
  return {
    fault,
    visitor: 'reader',
    async happens(scene, reader) {
      await behaving({ type: 'refusal', status, ...(retryAfter !== undefined && { retryAfter }) })(scene, reader);
      // The operator has its words; what the visitor gets is looked at after every fault.
      expect(scene.log).toContain(UPSTREAM_SECRET.slice(0, 15));
      if (reader.turn.phase !== 'failed') throw new Error(`the turn is ${reader.turn.phase}`);
      const { failure } = reader.turn;
      expect(failure.code).toBe(status === 400 ? 'llm_error' : 'llm_unavailable');
      if (wait === undefined) expect(failure.retryAfter).toBeUndefined();
      else expect((failure.retryAfter ?? 0) / wait).toBeCloseTo(1, 1);
    },
    shown: 'nothing',
    state: 'failed',
  };
}

describeFaults('the model', [
  {
    fault: 'model refuses connections',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.back.down();
      await reader.ask();
      await reader.ended();
      scene.back.up();
    },
    shown: 'nothing',
    state: 'failed',
    asked: 0,
  },
  {
    fault: 'model hangs before its headers, stopped',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.model.behaviour = { type: 'hang-before-headers' };
      const requested = scene.model.nextRequest();
      await reader.ask();
      const { abandoned } = await requested;
      await reader.stop();
      await abandoned;
    },
    shown: 'nothing',
    state: 'cancelled',
  },
  {
    fault: 'model hangs in the middle of an answer, stopped',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.model.behaviour = { type: 'hang-mid-answer' };
      await reader.ask();
      await reader.untilTokens(TOKENS_BEFORE_FAULT);
      await reader.stop();
      await scene.requests[0]?.abandoned;
    },
    shown: 'whole',
    state: 'cancelled',
  },
  {
    fault: 'model hangs in the middle of a token, stopped',
    visitor: 'reader',
    async happens(scene, reader) {
      const half = '{"model":"llama3.2","message":{"role":"assistant","content":"ne';
      scene.model.behaviour = { type: 'script', steps: [{ tokens: BEGINNING }, { bytes: half }, 'hang'] };
      await reader.ask();
      await reader.untilTokens(2);
      await reader.stop();
      await scene.requests[0]?.abandoned;
    },
    shown: 'whole',
    state: 'cancelled',
  },
  {
    fault: 'model resets the connection (RST)',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.model.behaviour = { type: 'hang-mid-answer' };
      await reader.ask();
      await reader.untilTokens(TOKENS_BEFORE_FAULT);
      scene.back.dropAll();
      await reader.ended();
    },
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'model ends (FIN) without done',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: [{ tokens: BEGINNING }] }),
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'model sends a line that is no JSON',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: [{ tokens: BEGINNING }, { bytes: '{"message":}\n' }, 'end'] }),
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'model sends half a line',
    visitor: 'reader',
    happens: behaving({ type: 'half-line' }),
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'model sends an error in the middle',
    visitor: 'reader',
    happens: behaving({ type: 'error-line' }),
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'model sends two objects in a chunk',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: [{ tokens: BEGINNING }, { tokens: ['token3 ', 'token4 '] }, 'end'] }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model sends 500 objects in a chunk',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: [{ tokens: numberedText(500).split(/(?<= )/) }, 'end'] }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model sends every byte by itself',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.back.fault = { type: 'dribble' };
      await reader.ask();
      await reader.ended();
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model sends HTML with 200',
    visitor: 'reader',
    happens: behaving({ type: 'html' }),
    shown: 'nothing',
    state: 'failed',
  },
  {
    fault: 'model sends nothing with 200',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: [] }),
    shown: 'nothing',
    state: 'failed',
  },
  {
    fault: 'model says that it is done before it said anything',
    visitor: 'reader',
    happens: behaving({ type: 'script', steps: ['end'] }),
    shown: 'nothing',
    state: 'failed',
  },
  refusal('model answers 400, with a key in its text', 400),
  refusal('model answers 401', 401),
  refusal('model answers 429, Retry-After in seconds', 429, '120', 120),
  refusal('model answers 503, Retry-After a date', 503, new Date(Date.now() + 3_000_000).toUTCString(), 3_000),
  refusal('model answers 503, Retry-After a date in years', 503, 'Fri, 31 Dec 2100 23:59:59 GMT'),
  refusal('model answers 503, Retry-After absurd', 503, '99999999999999999999'),
  {
    fault: 'model sends a token of 1 MB',
    visitor: 'reader',
    async happens(scene, reader) {
      const tokens = [...BEGINNING, 'x'.repeat(1_000_000)];
      await behaving({ type: 'answer', tokens })(scene, reader);
      expect(reader.turn).toMatchObject({ cutShort: true, text: BEGINNING.join('') });
    },
    shown: 'a beginning',
    state: 'complete',
  },
  {
    fault: 'model sends a line of more than 1 MiB',
    visitor: 'reader',
    async happens(scene, reader) {
      await behaving({ type: 'answer', tokens: [...BEGINNING, 'x'.repeat(MIB)] })(scene, reader);
      expect(reader.turn.text).toBe(BEGINNING.join(''));
    },
    shown: 'a beginning',
    state: 'failed',
  },
  {
    fault: 'model sends invalid UTF-8',
    visitor: 'reader',
    happens: behaving({ type: 'invalid-utf8' }),
    shown: 'whole',
    state: 'failed',
  },
  {
    fault: 'graphemes split over tokens',
    visitor: 'reader',
    // Without the halves of a surrogate pair, which no UTF-8 can hold.
    happens: behaving({ type: 'answer', tokens: Array.from(GRAPHEMES.repeat(20)) }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'graphemes split over chunks',
    visitor: 'reader',
    async happens(scene, reader) {
      scene.back.fault = { type: 'dribble' };
      scene.front.fault = { type: 'dribble' };
      await behaving({ type: 'answer', tokens: Array<string>(20).fill(GRAPHEMES) })(scene, reader);
    },
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model never ends',
    visitor: 'reader',
    async happens(scene, reader) {
      await behaving({ type: 'answer', tokens: Infinity })(scene, reader);
      await scene.requests[0]?.abandoned;
      expect(reader.turn).toMatchObject({ cutShort: true });
    },
    shown: 'a beginning',
    state: 'complete',
  },
  {
    fault: 'model thinks first',
    visitor: 'reader',
    happens: behaving({ type: 'answer', tokens: 20, thinking: 200 }),
    shown: 'whole',
    state: 'complete',
  },
  {
    fault: 'model cut off in the middle, tried again',
    visitor: 'chromium',
    async happens(scene, tab) {
      scene.model.behaviour = LONG_ANSWER;
      await tab.ask();
      await tab.untilTokens(10);
      scene.model.behaviour = ANSWER;
      scene.back.dropAll();
      await tab.tryAgain();
      await tab.untilTokens(ANSWER.tokens);
    },
    shown: 'whole',
    state: 'complete',
    asked: 2,
    earlier: 1,
  },
  {
    fault: 'model dies in the middle of a token',
    visitor: 'chromium',
    async happens(scene, tab) {
      scene.model.behaviour = { type: 'die-mid-token' };
      await tab.ask();
      await tab.page.getByRole('button', { name: 'Try again' }).waitFor();
    },
    shown: 'whole',
    state: 'failed',
  },
]);
