import { once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Chatbot } from '../../../server/config/chatbot-config.ts';
import { parseConfig } from '../../../server/config/config-file.ts';
import { DocumentKeeper } from '../../../server/start/document-keeper.ts';

function chatbot(id: string, ...documents: string[]): Chatbot {
  const text = JSON.stringify({ chatbots: [{ id, name: id, documents }] });
  const found = parseConfig(text, '/srv/smail.config.json').chatbots.get(id);
  if (found === undefined) throw new Error('the chatbot is not there');
  return found;
}

/** A keeper over an index that notes what is asked of it, in its order. */
class Rig {
  readonly notes: string[] = [];
  readonly keeper: DocumentKeeper;
  logged = '';
  /** Rejects the next removal. */
  failure: Error | undefined;

  constructor() {
    this.keeper = new DocumentKeeper({
      retain: async (id, sources) => {
        this.notes.push(`retain ${id}: ${sources?.join(', ') ?? 'nothing'}`);
        if (this.failure) throw this.failure;
        return 0;
      },
      keep: async ({ id, documents }, signal) => {
        this.notes.push(`keep ${id}: ${documents.join(', ')}`);
        if (!signal.aborted) await once(signal, 'abort');
        // A reading takes a while to end.
        await new Promise((resolve) => void setImmediate(resolve));
        this.notes.push(`ended ${id}`);
      },
      log: pino({}, { write: (line: string) => void (this.logged += line) }),
    });
  }
}

describe('the documents of chatbots', () => {
  it('are kept up to date from the first configuration on, until the end', async () => {
    const { keeper, notes } = new Rig();
    keeper.follow({ changed: [chatbot('museum', 'a'), chatbot('shop', 'b', 'https://shop.example/')], gone: [] });
    await expect.poll(() => notes).toHaveLength(4);
    expect(notes.toSorted()).toEqual([
      'keep museum: /srv/a',
      'keep shop: /srv/b, https://shop.example/',
      'retain museum: /srv/a',
      'retain shop: /srv/b, https://shop.example/',
    ]);
    await keeper[Symbol.asyncDispose]();
    expect(notes.slice(4).toSorted()).toEqual(['ended museum', 'ended shop']);
  });

  it('are read anew where they have changed, after the old reading has ended; the others are left alone', async () => {
    const { keeper, notes } = new Rig();
    keeper.follow({ changed: [chatbot('museum', 'a'), chatbot('shop', 'b')], gone: [] });
    await expect.poll(() => notes).toHaveLength(4);
    keeper.follow({ changed: [chatbot('museum', 'c')], gone: [] });
    await expect.poll(() => notes).toHaveLength(7);
    expect(notes.slice(4)).toEqual(['ended museum', 'retain museum: /srv/c', 'keep museum: /srv/c']);
    await keeper[Symbol.asyncDispose]();
  });

  it('are removed where their chatbot is gone', async () => {
    const { keeper, notes } = new Rig();
    keeper.follow({ changed: [chatbot('museum', 'a')], gone: [] });
    await expect.poll(() => notes).toHaveLength(2);
    keeper.follow({ changed: [], gone: ['museum'] });
    await expect.poll(() => notes).toHaveLength(4);
    expect(notes.slice(2)).toEqual(['ended museum', 'retain museum: nothing']);
    await keeper[Symbol.asyncDispose]();
  });

  it('are read once where changes come faster than readings end', async () => {
    const { keeper, notes } = new Rig();
    for (const source of ['a', 'b', 'c']) keeper.follow({ changed: [chatbot('museum', source)], gone: [] });
    await expect.poll(() => notes).toHaveLength(2);
    expect(notes).toEqual(['retain museum: /srv/c', 'keep museum: /srv/c']);
    await keeper[Symbol.asyncDispose]();
    keeper.follow({ changed: [chatbot('museum', 'd')], gone: [] });
    expect(notes).toHaveLength(3);
  });

  it('that fail are told of in the log, and tried again at the next change', async () => {
    const rig = new Rig();
    rig.failure = new Error('disk full');
    rig.keeper.follow({ changed: [chatbot('museum', 'a')], gone: [] });
    await expect.poll(() => rig.logged).toContain('disk full');
    rig.failure = undefined;
    rig.keeper.follow({ changed: [chatbot('museum', 'b')], gone: [] });
    await expect.poll(() => rig.notes).toContain('keep museum: /srv/b');
    await rig.keeper[Symbol.asyncDispose]();
  });
});
