import { describe, expect, it } from 'vitest';
import { filterText, type TextFilter } from '../../../server/chat/text-filter.ts';
import type { ModelPart } from '../../../server/models/model.ts';

/** Holds back all that stands after the last space. */
class WholeWords implements TextFilter {
  #held = '';

  push(text: string): string {
    const all = this.#held + text;
    const end = all.lastIndexOf(' ') + 1;
    this.#held = all.slice(end);
    return all.slice(0, end);
  }

  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

const END: ModelPart = { type: 'end', finishReason: 'stop' };

async function* answer(parts: readonly (string | ModelPart)[], error?: Error): AsyncGenerator<ModelPart> {
  for (const part of parts) yield typeof part === 'string' ? { type: 'text', text: part } : part;
  if (error) throw error;
}

/** @returns the texts, and the types of the other parts. */
async function shown(parts: AsyncIterable<ModelPart>): Promise<string[]> {
  const seen: string[] = [];
  for await (const part of parts) seen.push(part.type === 'text' ? part.text : `<${part.type}>`);
  return seen;
}

describe('an answer that is filtered', () => {
  it('is the same without filters', async () => {
    expect(await shown(filterText(answer([{ type: 'thinking' }, 'Wel', 'come', END]), []))).toEqual([
      '<thinking>',
      'Wel',
      'come',
      '<end>',
    ]);
  });

  it('has no empty texts, and all of its text before its end', async () => {
    expect(await shown(filterText(answer(['Wel', 'come to the mus', 'eum', END]), [new WholeWords()]))).toEqual([
      'Welcome to the ',
      'museum',
      '<end>',
    ]);
  });

  it('goes through all filters, also with what the first held back', async () => {
    const upper: TextFilter = { push: (text) => text.toUpperCase(), flush: () => '!' };
    expect(await shown(filterText(answer(['a b', END]), [new WholeWords(), upper, new WholeWords()]))).toEqual([
      'A ',
      'B!',
      '<end>',
    ]);
  });

  it('gives what it held back when it breaks off, and then fails', async () => {
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const part of filterText(answer(['half a sen'], new Error('gone')), [new WholeWords()])) {
        if (part.type === 'text') seen.push(part.text);
      }
    };
    await expect(read()).rejects.toThrow('gone');
    expect(seen).toEqual(['half a ', 'sen']);
  });

  it('stops its source when nobody reads on', async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<ModelPart> {
      try {
        for (;;) yield { type: 'text', text: 'on ' };
      } finally {
        isClosed = true;
      }
    }
    for await (const part of filterText(endless(), [])) if (part.type === 'text') break;
    expect(isClosed).toBe(true);
  });
});
