import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Document } from '../../../server/knowledge/document.ts';
import { readMarkdown } from '../../../server/knowledge/reading/markdown.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const question = z.object({
  id: z.string(),
  question: z.string(),
  documents: z.array(z.string()),
  kind: z.enum(['direct', 'paraphrase', 'near-miss', 'unanswerable']),
  unanswerable: z.enum(['off-topic', 'neighbouring', 'missing-detail']).optional(),
  split: z.enum(['dev', 'test']),
  earlier: z.unknown().optional(),
});
export type LabelledQuestion = z.infer<typeof question>;

/** The documents of one chatbot, and what its visitors ask. */
export interface Dataset {
  readonly language: string;
  readonly documents: readonly Document[];
  /** Those that can be understood without an earlier turn. */
  readonly questions: readonly LabelledQuestion[];
}

export const LANGUAGES = ['en', 'de', 'fr', 'ja'] as const;

export async function readDataset(language: string): Promise<Dataset> {
  const folder = join(FOLDER, language);
  const names = (await Array.fromAsync(glob('*.md', { cwd: join(folder, 'documents') }))).toSorted();
  const documents = await Promise.all(
    names.map(async (name) =>
      readMarkdown(await readFile(join(folder, 'documents', name)), { id: name, format: 'markdown' }),
    ),
  );
  const questions = z.array(question).parse(JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8')));
  return { language, documents, questions: questions.filter(({ earlier }) => earlier === undefined) };
}
