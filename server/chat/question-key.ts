import { createHash } from 'node:crypto';
import type { Chatbot } from '../config/chatbot-config.ts';

/** A question with everything that its answer depends on, and everything that makes the answer one for this visitor alone. */
export interface KeyedQuestion {
  readonly chatbot: Pick<Chatbot, 'id' | 'version' | 'cacheMaxAge'>;
  /** As `Knowledge.version` says. */
  readonly documents: string;
  /** As `Model.name` says. */
  readonly model: string;
  readonly message: string;
  /** Whether something was said before in the conversation. */
  readonly hasHistory: boolean;
  /** Whether something of the visitor's page goes into the prompt. */
  readonly hasPageContext: boolean;
  /** Whether it takes the place of an earlier question: the visitor wants another answer, not the same again. */
  readonly isRepeated: boolean;
  /** Whether the owner has said who the visitor is. */
  readonly isIdentified: boolean;
  /** Whether something personal was found in it. */
  readonly isPersonal: boolean;
}

/**
 * @returns a name for what is asked, the same for everybody who asks it; it can not be read backwards. `undefined` where the answer is
 *   for this visitor alone, or the chatbot's owner wants every question answered anew.
 */
export function questionKey(question: KeyedQuestion): string | undefined {
  const { chatbot, documents, model, message } = question;
  const { hasHistory, hasPageContext, isRepeated, isIdentified, isPersonal } = question;
  if (chatbot.cacheMaxAge <= 0) return undefined;
  if (hasHistory || hasPageContext || isRepeated || isIdentified || isPersonal) return undefined;
  const asked = normalise(message);
  if (asked === '') return undefined;
  // A list, so that no two of its entries can be taken for one.
  const key = JSON.stringify([chatbot.id, chatbot.version, documents, model, asked]);
  return createHash('sha256').update(key).digest('base64url');
}

/**
 * What is asked, without how it is typed: one form of every character (NFKC), small letters, single spaces, and no marks that begin or
 * end a sentence. Other marks stay: C, C# and C++ are three.
 */
function normalise(message: string): string {
  return (
    message
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/\s+/g, ' ')
      .replace(/^[\s¿¡]+/, '')
      // Only from where a row of them begins: tried from each of its marks, 4,000 of them in a message would hold up the process.
      .replace(/(?<![\s\p{Sentence_Terminal}])[\s\p{Sentence_Terminal}]+$/u, '')
  );
}
