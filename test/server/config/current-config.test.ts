import { describe, expect, it } from 'vitest';
import { documentChange, restartNeeds } from '../../../server/config/config-change.ts';
import { parseConfig, type Config } from '../../../server/config/config-file.ts';
import { CurrentConfig } from '../../../server/config/current-config.ts';

const MUSEUM = { id: 'museum', name: 'Lighthouse assistant', documents: 'documents' };
const SHOP = { id: 'shop', name: 'Shop', documents: ['shop', 'https://shop.example/'] };

function config(...chatbots: readonly object[]): Config {
  return parseConfig(JSON.stringify({ chatbots }), '/srv/smail.config.json');
}

/** The ids of the chatbots whose documents are concerned. */
function change(before: Config, after: Config): unknown {
  const { changed, gone } = documentChange({ before, after });
  return { changed: changed.map(({ id }) => id), gone };
}

describe('the current configuration', () => {
  it('is the new one for whoever holds its chatbots, as soon as it is replaced', () => {
    const current = new CurrentConfig(config(MUSEUM));
    const { chatbots } = current;
    expect([...chatbots.keys()]).toEqual(['museum']);
    current.replace(config({ ...MUSEUM, name: 'Keeper' }, SHOP));
    expect(chatbots.size).toBe(2);
    expect(chatbots.get('museum')?.name).toBe('Keeper');
    expect(chatbots.has('shop')).toBe(true);
    const ids = ['museum', 'shop'];
    expect([...chatbots.values()].map(({ id }) => id)).toEqual(ids);
    expect([...chatbots].map(([id]) => id)).toEqual(ids);
    expect([...chatbots.entries()].map(([id]) => id)).toEqual(ids);
    const seen: string[] = [];
    chatbots.forEach(({ id }) => seen.push(id));
    expect(seen).toEqual(ids);
  });

  it('leaves a chatbot that was taken out of it as it was', () => {
    const current = new CurrentConfig(config(MUSEUM));
    const museum = current.chatbots.get('museum');
    current.replace(config(SHOP));
    expect(museum?.name).toBe('Lighthouse assistant');
    expect(current.chatbots.get('museum')).toBeUndefined();
  });

  it('has the rest of the file, too', () => {
    const current = new CurrentConfig(config(MUSEUM));
    current.replace({ ...config(MUSEUM), url: 'https://chat.example', proxies: ['::1'], site: '/srv/site' });
    expect([current.url, current.proxies, current.site]).toEqual(['https://chat.example', ['::1'], '/srv/site']);
  });
});

describe('a change of the configuration', () => {
  it('concerns the documents of chatbots that are new or answer from others, and of those that are gone', () => {
    const both = config(MUSEUM, SHOP);
    expect(change(both, both)).toEqual({ changed: [], gone: [] });
    expect(change(both, config({ ...MUSEUM, greeting: 'Hi!' }, SHOP))).toEqual({ changed: [], gone: [] });
    expect(change(both, config({ ...MUSEUM, documents: ['documents', 'more'] }, SHOP))).toEqual({
      changed: ['museum'],
      gone: [],
    });
    expect(change(both, config({ ...MUSEUM, site_url: 'https://museum.example/' }))).toEqual({
      changed: ['museum'],
      gone: ['shop'],
    });
    expect(change(config(MUSEUM), both)).toEqual({ changed: ['shop'], gone: [] });
  });

  it('needs a restart only for the site and for a module that was not loaded yet', () => {
    const before = config(MUSEUM);
    const needs = (after: Config): string[] => restartNeeds({ before, after });
    expect(needs({ ...before, url: 'https://chat.example', proxies: ['::1'] })).toEqual([]);
    expect(needs(config({ ...MUSEUM, retention_days: 1 }, SHOP))).toEqual([]);
    expect(needs({ ...before, site: '/srv/site' })).toEqual(['site']);
    const analysed = config({ ...MUSEUM, analysis: 'a.js' });
    expect(needs(analysed)).toEqual(['chatbots[].analysis']);
    expect(restartNeeds({ before: analysed, after: before })).toEqual([]);
  });
});
