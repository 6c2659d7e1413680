import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { TokenMetadataReader } from '../../../server/chat/token-metadata.ts';
import { paced, type Clock } from '../../../server/chat/pacing.ts';
import { WholeWords } from '../../../server/chat/whole-words.ts';
import type { Pacing } from '../../../server/config/chatbot-config.ts';
import type { ModelPart } from '../../../server/models/model.ts';

const THREE_WORDS: Pacing = { mode: 'words', wordsPerChunk: 3, delayMs: 100 };
const END: ModelPart = { type: 'end', finishReason: 'stop' };

/** A time that passes as long as somebody sleeps. */
class QuickClock implements Clock {
  time = 0;
  readonly slept: number[] = [];
  readonly now = (): number => this.time;
  readonly sleep = async (ms: number): Promise<void> => {
    this.slept.push(ms);
    this.time += ms;
  };
}

let clock: QuickClock;
let signal: AbortSignal;
beforeEach(() => {
  clock = new QuickClock();
  ({ signal } = new AbortController());
});

/** A model that gives these texts and comes to its end, each when the clock says so if it is told. */
async function* model(texts: readonly string[], at: readonly number[] = [], end: ModelPart | Error = END) {
  for (const [index, text] of texts.entries()) {
    clock.time = Math.max(clock.time, at[index] ?? 0);
    yield { type: 'text', text } as const;
  }
  if (end instanceof Error) throw end;
  yield end;
}

async function* thinking(): AsyncGenerator<ModelPart, void> {
  yield { type: 'thinking' };
  yield END;
}

async function* endless(): AsyncGenerator<ModelPart, void> {
  yield { type: 'text', text: 'One two' };
}

/** The words of a text that comes in one piece. */
function wordsOf(text: string): string[] {
  const words = new WholeWords();
  return [...words.push(text), words.flush()].filter((word) => word !== '');
}

/** What comes, and when. */
async function shown(parts: AsyncIterable<ModelPart>): Promise<[text: string, at: number][]> {
  const all: [string, number][] = [];
  for await (const part of parts) all.push([part.type === 'text' ? part.text : part.type, clock.time]);
  return all;
}

describe('an answer that is handed on as it is generated', () => {
  it('is the model’s own', () => {
    const parts = model(['One two']);
    expect(paced(parts, { mode: 'as_generated' }, signal, clock)).toBe(parts);
  });
});

describe('an answer that is handed on in words', () => {
  it('comes in steps of whole words, with a delay between two, whatever the pieces were', async () => {
    const expected = [
      ['We are open', 0],
      [' from ten to', 100],
      [' five, except on', 200],
      [' Mondays.', 300],
      ['end', 300],
    ];
    const text = 'We are open from ten to five, except on Mondays.';
    expect(await shown(paced(model([text]), THREE_WORDS, signal, clock))).toEqual(expected);
    clock.time = 0;
    expect(await shown(paced(model(text.split('')), THREE_WORDS, signal, clock))).toEqual(expected);
  });

  it('comes word by word where the owner wants that', async () => {
    const pacing: Pacing = { mode: 'words', wordsPerChunk: 1, delayMs: 30 };
    expect(await shown(paced(model(['One two', ' three']), pacing, signal, clock))).toEqual([
      ['One', 0],
      [' two', 30],
      [' three', 60],
      ['end', 60],
    ]);
  });

  it('is not waited for longer than the model takes', async () => {
    const parts = model(['One two three ', 'four five six ', 'seven'], [0, 250, 260]);
    expect(await shown(paced(parts, THREE_WORDS, signal, clock))).toEqual([
      ['One two three', 0],
      [' four five six', 250],
      [' seven', 350],
      ['end', 350],
    ]);
    expect(clock.slept).toEqual([90]);
  });

  it('has its end right after its last words, and no wait where there is no delay', async () => {
    await shown(paced(model(['One two three ']), THREE_WORDS, signal, clock));
    expect(clock.slept).toEqual([100]);
    clock = new QuickClock();
    await shown(paced(model(['One two three four five six.']), { ...THREE_WORDS, delayMs: 0 }, signal, clock));
    expect(clock.slept).toEqual([]);
  });

  it('lets it be known at once that the model works, and that it has nothing to say', async () => {
    expect(await shown(paced(thinking(), THREE_WORDS, signal, clock))).toEqual([
      ['thinking', 0],
      ['end', 0],
    ]);
  });

  it('is all there, at once, where the model fails or forgets its end', async () => {
    const texts = ['One two three four', ' five'];
    const parts = paced(model(texts, [], new Error('out of memory')), THREE_WORDS, signal, clock);
    const read: string[] = [];
    await expect(async () => {
      for await (const part of parts) if (part.type === 'text') read.push(part.text);
    }).rejects.toThrow('out of memory');
    expect(read).toEqual(['One two three', ' four five']);
    expect(clock.slept).toEqual([]);
    expect(await shown(paced(endless(), THREE_WORDS, signal, clock))).toEqual([['One two', 0]]);
  });

  it('does not let the model run ahead', async () => {
    let asked = 0;
    async function* counting(): AsyncGenerator<ModelPart, void> {
      for (; asked < 1_000; asked += 1) yield { type: 'text', text: 'word ' };
    }
    const parts = paced(counting(), THREE_WORDS, signal, clock)[Symbol.asyncIterator]();
    await parts.next();
    await parts.next();
    expect(asked).toBeLessThanOrEqual(7);
    await parts.return?.();
  });

  it('leaves the model when its reader leaves', async () => {
    let isLeft = false;
    async function* left(): AsyncGenerator<ModelPart, void> {
      try {
        for (;;) yield { type: 'text', text: 'word ' };
      } finally {
        isLeft = true;
      }
    }
    for await (const part of paced(left(), THREE_WORDS, signal, clock)) if (part.type === 'text') break;
    expect(isLeft).toBe(true);
  });

  it('is stopped in the midst of a wait, with the reason, and gives nothing more', async () => {
    const controller = new AbortController();
    const endless: Pacing = { mode: 'words', wordsPerChunk: 1, delayMs: 2_000_000 };
    // The real clock: it would not come back within this test.
    const parts = paced(model(['One two three four']), endless, controller.signal)[Symbol.asyncIterator]();
    expect(await parts.next()).toMatchObject({ value: { text: 'One' } });
    const next = parts.next();
    controller.abort(new Error('the visitor has enough'));
    await expect(next).rejects.toThrow('the visitor has enough');
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });

  it('has metadata that describe what is shown', async () => {
    const reader = new TokenMetadataReader();
    const metadata = [];
    const text = 'Run this: `npm start now` and see [our site](https://a.example/b) there.';
    for await (const part of paced(model(text.split('')), THREE_WORDS, signal, clock)) {
      if (part.type === 'text') metadata.push([part.text, reader.next(part.text)]);
    }
    expect(metadata).toEqual([
      ['Run this: `npm', { token_count: 1, is_code: true, is_link: false }],
      [' start now` and', { token_count: 2, is_code: false, is_link: false }],
      [' see [our site](https://a.example/b)', { token_count: 3, is_code: false, is_link: false }],
      [' there.', { token_count: 4, is_code: false, is_link: false }],
    ]);
  });
});

describe('whole words', () => {
  it.each([
    ['English', 'It’s 10:30, isn’t it?', ['It’s', ' 10:30,', ' isn’t', ' it?']],
    ['German', 'Größe: 3,5 m²', ['Größe:', ' 3,5', ' m²']],
    ['Arabic', 'نحن نفتح في العاشرة', ['نحن', ' نفتح', ' في', ' العاشرة']],
    ['Korean', '월요일에는 닫습니다.', ['월요일에는', ' 닫습니다.']],
    ['Japanese', '月曜日は休みです。', ['月曜日', 'は', '休み', 'です。']],
    ['Chinese', '今天开门，明天关门。', ['今天', '开门，', '明天', '关门。']],
    ['Thai', 'พิพิธภัณฑ์เปิดทุกวัน', ['พิพิธภัณฑ์', 'เปิด', 'ทุก', 'วัน']],
    ['a mixture', '使用`npm start`吧', ['使用`', 'npm', ' start`', '吧']],
  ])('are found in %s', (_, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('keep their lines and indents, and leave the fence of a block of code in one piece', () => {
    const text = 'So:\n\n```js\nif (a) {\n  run();\n}\n```\n';
    expect(wordsOf(text)).toEqual(['So:', '\n\n```js', '\nif', ' (a)', ' {', '\n  run();', '\n}', '\n```', '\n']);
    const inPieces = new WholeWords();
    expect(text.split('').flatMap((character) => inPieces.push(character))).toContain('\n\n```js');
  });

  it('are cut where they have no end, but not through a character', () => {
    expect(wordsOf('🕙'.repeat(250))).toEqual(['🕙'.repeat(100), '🕙'.repeat(100), '🕙'.repeat(50)]);
    expect(Math.max(...wordsOf(' '.repeat(100_000)).map((word) => word.length))).toBeLessThanOrEqual(200);
  });

  it('add up to the text, however it is cut', () => {
    const texts = array(
      oneof(string({ unit: 'binary', maxLength: 20 }), constantFrom(' ', '\n\n', '```', '月曜日は', 'word', '。')),
    );
    assert(
      property(texts, (pieces) => {
        const words = new WholeWords();
        const all = pieces.flatMap((piece) => words.push(piece));
        expect([...all, words.flush()].join('')).toBe(pieces.join(''));
        expect(all).not.toContain('');
      }),
    );
  });
});
