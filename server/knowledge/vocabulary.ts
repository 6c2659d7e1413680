import type { DatabaseSync } from 'node:sqlite';
import { splitCompound, type Resolve } from './compounds.ts';
import { languageOf, type Language } from './language.ts';
import { termsTable } from './schema.ts';
import { everydayTerms } from './synonyms.ts';
import { stemOf } from './terms.ts';

/** The rarest and the longest words are not split: there are too many of them, and they are mostly junk. */
const COMPOUND_MAX_LENGTH = 40;

/** Writes down how many passages have each term, and which words are made of others. */
export function describeVocabulary(database: DatabaseSync, chatbot: number, languages: readonly string[]): void {
  database.prepare('DELETE FROM vocabulary WHERE chatbot = ?').run(chatbot);
  database.prepare(`INSERT INTO vocabulary SELECT ?, term, doc FROM ${termsTable(chatbot)}_vocabulary`).run(chatbot);
  database.prepare('DELETE FROM related WHERE chatbot = ?').run(chatbot);
  const language = languages.map(languageOf).find(({ compounds }) => compounds);
  if (language !== undefined) relateCompounds(database, chatbot, language);
}

/** @returns what finds the term of a part of a compound: as it stands there, or without the ending that a word of its own would lose. */
export function resolver(isKnown: (term: string) => boolean, language: Language): Resolve {
  return (word) => {
    if (isKnown(word)) return word;
    const stem = stemOf(word, language);
    return stem.length >= 3 && isKnown(stem) ? stem : undefined;
  };
}

function relateCompounds(database: DatabaseSync, chatbot: number, language: Language): void {
  const rows = database.prepare('SELECT term FROM vocabulary WHERE chatbot = ?').all(chatbot) as unknown as {
    term: string;
  }[];
  const vocabulary = new Set(rows.map(({ term }) => term));
  const everyday = everydayTerms(language);
  const resolve = resolver((term) => vocabulary.has(term) || everyday.has(term), language);
  const relate = database.prepare('INSERT OR IGNORE INTO related VALUES (?, ?, ?, ?, ?)');
  for (const term of vocabulary) {
    if (term.length > COMPOUND_MAX_LENGTH) continue;
    const parts = splitCompound(term, resolve).filter((part) => part !== term);
    for (const part of parts) relate.run(chatbot, part, term, 'whole', 1);
    parts.forEach((part, index) => relate.run(chatbot, term, part, 'part', index === parts.length - 1 ? 1 : 0.9));
  }
}
