import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOllamaEmbedder } from '../../../server/knowledge/ollama-embedder.ts';
import { SqliteKnowledge } from '../../../server/knowledge/sqlite.ts';
import { document, FOLDER, MUSEUM, reading } from '../../contract/knowledge-contract.ts';
import { startEmbeddingServer, type EmbeddingServer } from '../../stand-ins/embedding-server.ts';

const { signal } = new AbortController();

/** The model knows three matters: the hours, the animals, and all else. */
function meaning(text: string): number[] {
  if (/open|closed|saturdays/i.test(text)) return [1, 0.1, 0];
  if (/dog|poodle/i.test(text)) return [0.1, 1, 0];
  return [0, 0, 1];
}

let server: EmbeddingServer;
let knowledge: SqliteKnowledge;
let failures: unknown[];
beforeEach(async () => {
  server = await startEmbeddingServer(meaning);
  failures = [];
  knowledge = new SqliteKnowledge(':memory:', {
    embedder: createOllamaEmbedder('nomic-embed-text', server.host),
    onEmbeddingFailure: (cause) => failures.push(cause),
  });
});
afterEach(async () => {
  knowledge[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

async function found(question: string): Promise<string[]> {
  const { passages } = await knowledge.search('museum', question, 4);
  return passages.map((passage) => passage.document);
}

describe('with a model that makes vectors', () => {
  it('every passage has one, with its title and headings, and only once', async () => {
    await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
    const texts = server.requests.flatMap(({ input }) => input);
    expect(texts).toHaveLength(7);
    expect(texts).toContain('Tickets and prices\nFamilies\nChildren pay half the price; a family ticket is 20 pounds.');
    const more = [...MUSEUM, document('boat.md', 'The boat', { '': 'A boat sails to the rock.' })];
    await knowledge.replace('museum', FOLDER, reading(more), signal);
    expect(server.requests.flatMap(({ input }) => input).slice(7)).toEqual(['The boat\nA boat sails to the rock.']);
  });

  it('what means the like is found beside what has the words', async () => {
    await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
    expect(await found('poodle in the tower')).toEqual(expect.arrayContaining(['tower.md', 'dogs.md']));
  });

  it('many passages go in batches of 32', async () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      document(`${index}.md`, `T${index}`, { '': `Text ${index}.` }),
    );
    await knowledge.replace('museum', FOLDER, reading(many), signal);
    expect(server.requests.map(({ input }) => input.length)).toEqual([32, 32, 6]);
  });

  it('the documents are indexed though the model fails; what is missing is made the next time', async () => {
    server.answerWith((response) => response.writeHead(500).end('{"error":"out of memory"}'));
    await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
    expect(failures).toHaveLength(1);
    expect(await found('guide dogs')).toContain('dogs.md');
    server.answerWith();
    await knowledge.replace(
      'museum',
      FOLDER,
      reading([], ...MUSEUM.map(({ id }) => ({ type: 'unchanged', id }) as const)),
      signal,
    );
    expect(await found('poodle in the tower')).toContain('dogs.md');
  });

  it.each([
    [
      'an error',
      (response: { writeHead(status: number): { end(text: string): void } }) => response.writeHead(500).end('{}'),
    ],
    ['something else', (response: { end(text: string): void }) => response.end('{"embeddings":[]}')],
    ['nothing, for a second', () => undefined],
  ])('a question is answered from words alone where it answers with %s', async (_, answer) => {
    await knowledge.replace('museum', FOLDER, reading(MUSEUM), signal);
    server.answerWith(answer);
    expect(await found('guide dogs')).toContain('dogs.md');
    expect(failures).toHaveLength(1);
  });

  it('the model is not asked where there are no documents', async () => {
    expect(await found('guide dogs')).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});
