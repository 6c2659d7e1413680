import { chatbotSchema, toChatbot, type Chatbot } from '../../../server/config/chatbot-config.ts';
import type { IndexEntry } from '../../../server/knowledge/document-index.ts';
import type { Knowledge } from '../../../server/knowledge/knowledge.ts';
import { readMarkdown } from '../../../server/knowledge/reading/markdown.ts';
import { SqliteKnowledge } from '../../../server/knowledge/sqlite.ts';

/** What a test says of a chatbot; the rest is as it is where an owner says nothing, but for what would keep tests from asking. */
export function configure(entry: Readonly<Record<string, unknown>>): Chatbot {
  const roomy = {
    messages_per_minute: 100_000,
    messages_per_minute_per_address: 100_000,
    messages_per_minute_in_all: 100_000,
  };
  return toChatbot(chatbotSchema.parse({ limits: roomy, cache: { enabled: false }, ...entry }), '/srv', undefined);
}

/** A chatbot, as its owner would configure it. */
export const MUSEUM: Chatbot = configure({
  id: 'museum',
  name: 'Lighthouse assistant',
  greeting: 'Hello! What would you like to know?',
  suggestions: ['When are you open?'],
  documents: 'museum/documents',
  origins: ['https://museum.example'],
  system_prompt: 'You are the assistant of the lighthouse museum.',
});

/** Another one on the same server, with documents of its own. */
export const BAKERY: Chatbot = configure({
  id: 'bakery',
  name: 'Bakery assistant',
  greeting: 'Hello! What would you like to know?',
  documents: 'bakery/documents',
  origins: ['https://bakery.example'],
  system_prompt: 'You are the assistant of the bakery.',
});

/** A question that the museum's documents answer. */
export const QUESTION = 'When are you open?';

const HOURS = `---
title: Opening hours
url: /visit.html
---

The museum is open from Tuesday to Sunday, from 10 to 17. On Mondays it is closed.
`;

const TICKETS = `---
title: Tickets and prices
url: /tickets.html
---

A ticket costs 8 pounds, a family ticket 20 pounds.
`;

const BREAD = '# Bread\n\nWe bake rye bread and open at 6.';

/** @returns the documents of both, to be searched: one index for a file of tests, which only read it. */
export function createKnowledge(): Knowledge {
  return {
    search: async (...question) => (await indexed()).search(...question),
    version: (chatbotId) => chatbotId,
  };
}

let index: Promise<SqliteKnowledge> | undefined;

function indexed(): Promise<SqliteKnowledge> {
  index ??= fill();
  return index;
}

async function fill(): Promise<SqliteKnowledge> {
  const knowledge = new SqliteKnowledge(':memory:');
  process.once('exit', () => knowledge[Symbol.dispose]());
  const { signal } = new AbortController();
  const museum = entriesOf({ 'hours.md': HOURS, 'tickets.md': TICKETS });
  await Promise.all([
    knowledge.replace(MUSEUM.id, '/srv/museum', museum, signal),
    knowledge.replace(BAKERY.id, '/srv/bakery', entriesOf({ 'bread.md': BREAD }), signal),
  ]);
  return knowledge;
}

async function* entriesOf(files: Readonly<Record<string, string>>): AsyncGenerator<IndexEntry, void, undefined> {
  for (const [id, text] of Object.entries(files)) {
    yield { type: 'document', document: readMarkdown(Buffer.from(text), { id, format: 'markdown' }), fingerprint: id };
  }
}
