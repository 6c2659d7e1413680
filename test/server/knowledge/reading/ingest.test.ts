import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chatbot } from '../../../../server/config/chatbot-config.ts';
import type { Config } from '../../../../server/config/config-file.ts';
import { ingest, parseOrder, type IngestOrder } from '../../../../server/knowledge/reading/ingest.ts';
import { MemoryIndex } from './memory-index.ts';

const never = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smail-documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

function order(): IngestOrder {
  return {
    type: 'read',
    chatbotId: 'help',
    sources: [{ type: 'folder', folder, siteUrl: undefined }],
    isByHand: false,
  };
}

/** As much of a configuration as an order is about. */
function configOf(chatbots: readonly Pick<Chatbot, 'id' | 'documents' | 'siteUrl'>[]): Config {
  return { chatbots: new Map(chatbots.map((chatbot) => [chatbot.id, chatbot])) } as unknown as Config;
}

const help = { id: 'help', documents: ['/documents', 'https://a.example/'], siteUrl: 'https://a.example/' };
const shop = { id: 'shop', documents: ['/shop'], siteUrl: undefined };

class Output {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 60;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

describe('An order', () => {
  it('names a folder or a site, for the only chatbot or the one that is named', () => {
    expect(parseOrder(['texts'], configOf([help]), '/home')).toEqual({
      type: 'read',
      chatbotId: 'help',
      sources: [{ type: 'folder', folder: '/home/texts', siteUrl: 'https://a.example/' }],
      isByHand: true,
    });
    expect(parseOrder(['https://b.example', '--chatbot', 'shop'], configOf([help, shop]), '/home')).toEqual({
      type: 'read',
      chatbotId: 'shop',
      sources: [{ type: 'site', address: 'https://b.example/' }],
      isByHand: true,
    });
  });

  it('means what the configuration names, if it names nothing', () => {
    expect(parseOrder([], configOf([help]), '/home')).toMatchObject({
      sources: [
        { type: 'folder', folder: '/documents', siteUrl: 'https://a.example/' },
        { type: 'site', address: 'https://a.example/' },
      ],
      isByHand: false,
    });
  });

  it.each(['../documents/', 'https://A.example'])('that names what the configuration lists means that: %s', (place) => {
    expect(parseOrder([place], configOf([help]), '/home')).toMatchObject({ isByHand: false });
  });

  it('may be to remove what was read by hand', () => {
    expect(parseOrder(['--remove', 'texts'], configOf([help]), '/home')).toMatchObject({
      type: 'remove',
      chatbotId: 'help',
      source: { folder: '/home/texts' },
    });
  });

  it.each<[string, string[], RegExp]>([
    ['no chatbot where there are several', ['x'], /Which chatbot\? --chatbot names one of help, shop/],
    [
      'a chatbot that is not there',
      ['x', '--chatbot', 'none'],
      /There is no chatbot none: --chatbot names one of help, shop/,
    ],
    ['two folders', ['x', 'y', '--chatbot', 'help'], /One folder or address at a time/],
    ['a removal of nothing', ['--remove', '--chatbot', 'help'], /Remove what\?/],
    [
      'a removal of what the configuration lists',
      ['/documents', '--remove', '--chatbot', 'help'],
      /\/documents is listed in the configuration/,
    ],
    ['an option that is not there', ['--all'], /--all/],
    ['another kind of address', ['ftp://a.example/', '--chatbot', 'help'], /must begin with http/],
  ])('can not be for %s', (_, args, message) => {
    expect(() => parseOrder(args, configOf([help, shop]), '/home')).toThrow(message);
  });
});

describe('npm run ingest', () => {
  it('ends with a summary: what was read, what is unchanged, and what was skipped, each with why', async () => {
    const index = new MemoryIndex();
    await writeFile(join(folder, 'a.md'), 'a');
    await writeFile(join(folder, 'b.md'), 'b');
    await writeFile(join(folder, 'two\nlines\u001b[31m.pdf'), 'x');
    const first = new Output();
    await ingest(order(), index, first, never);
    expect(first.text.replace(folder, 'FOLDER')).toBe(
      'FOLDER\nDocuments read  2\nPassages made   0\nUnchanged       0\nRemoved         0\nSkipped         1\n  two lines[31m.pdf: broken: not a whole PDF file\n',
    );
    await rm(join(folder, 'b.md'));
    const second = new Output();
    await ingest(order(), index, second, never);
    expect(second.text).toMatch(/Documents read {2}0\n.*\nUnchanged {7}1\nRemoved {9}1\n/);
  });

  it('draws a bar on a terminal, and takes it away', async () => {
    await writeFile(join(folder, 'a.md'), 'a');
    const out = new Output(true);
    await ingest(order(), new MemoryIndex(), out, never);
    expect(out.text).toContain('█'.repeat(24));
    expect(out.text).toContain('1 of 1  a.md');
    expect(out.text).toContain('\r\u001b[KDocuments read  1\n');
  });

  it('says what is wrong with a folder that is not there', async () => {
    const wrong = {
      type: 'read' as const,
      isByHand: false,
      chatbotId: 'help',
      sources: [{ type: 'folder', folder: join(folder, 'none'), siteUrl: undefined } as const],
    };
    await expect(ingest(wrong, new MemoryIndex(), new Output(), never)).rejects.toThrow(
      /no such file.*none.*is as it was/,
    );
  });

  it('leaves the index as it is when it is stopped', async () => {
    const index = new MemoryIndex();
    await writeFile(join(folder, 'a.md'), 'a');
    await ingest(order(), index, new Output(), never);
    await writeFile(join(folder, 'a.md'), 'changed');
    await writeFile(join(folder, 'b.md'), 'b');
    const stop = new AbortController();
    const replace = index.replace.bind(index);
    index.replace = async (chatbotId, source, entries, signal) => {
      const stopping = (async function* () {
        for await (const entry of entries) {
          stop.abort();
          yield entry;
        }
      })();
      return replace(chatbotId, source, stopping, signal);
    };
    await expect(ingest(order(), index, new Output(), stop.signal)).rejects.toThrow(
      'Stopped. What is indexed of this source is as it was.',
    );
    expect(index.documents('help', folder)).toMatchObject([{ sections: [{ blocks: ['a'] }] }]);
  });
});
