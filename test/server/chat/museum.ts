import type { Chatbot } from '../../../server/config/config-file.ts';
import { FullTextSearch } from '../../../server/knowledge/full-text-search.ts';
import { markdownPassages } from '../../../server/knowledge/markdown-passages.ts';

/** A chatbot, as its owner would configure it. */
export const MUSEUM: Chatbot = {
  id: 'museum',
  name: 'Lighthouse assistant',
  greeting: 'Hello! What would you like to know?',
  suggestions: ['When are you open?'],
  documents: '/srv/museum/documents',
  siteUrl: undefined,
  origins: ['https://museum.example'],
  systemPrompt: 'You are the assistant of the lighthouse museum.',
  language: undefined,
  texts: {},
  widget: {},
};

/** Another one on the same server, with documents of its own. */
export const BAKERY: Chatbot = {
  ...MUSEUM,
  id: 'bakery',
  name: 'Bakery assistant',
  suggestions: [],
  documents: '/srv/bakery/documents',
  siteUrl: undefined,
  origins: ['https://bakery.example'],
  systemPrompt: 'You are the assistant of the bakery.',
};

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

/** @returns the documents of both, ready to be searched. */
export function createKnowledge(): FullTextSearch {
  const knowledge = new FullTextSearch();
  knowledge.add(MUSEUM.id, [...markdownPassages('hours.md', HOURS), ...markdownPassages('tickets.md', TICKETS)]);
  knowledge.add(BAKERY.id, markdownPassages('bread.md', '# Bread\n\nWe bake rye bread and open at 6.'));
  return knowledge;
}
