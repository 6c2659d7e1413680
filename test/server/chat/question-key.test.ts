import { describe, expect, it } from 'vitest';
import { questionKey, type KeyedQuestion } from '../../../server/chat/question-key.ts';
import { configure } from './museum.ts';

const ENTRY = { id: 'museum', name: 'Tilly', documents: 'documents', cache: { enabled: true } };
const CHATBOT = configure(ENTRY);

function keyOf(message: string, more: Partial<KeyedQuestion> = {}): string | undefined {
  return questionKey({
    chatbot: CHATBOT,
    documents: 'documents-1',
    model: 'ollama (llama3.2)',
    message,
    hasHistory: false,
    hasPageContext: false,
    isRepeated: false,
    isIdentified: false,
    isPersonal: false,
    ...more,
  });
}

describe('the key of a question', () => {
  it.each([
    ['capital letters', 'WHEN are you OPEN?'],
    ['white space', '  When\tare \n you  open ? '],
    ['marks at the end', 'When are you open'],
    ['many of them', 'When are you open?!…'],
    ['full-width characters', 'Ｗｈｅｎ ａｒｅ ｙｏｕ ｏｐｅｎ？'],
  ])('is the same whatever the %s', (_, message) => {
    expect(keyOf(message)).toBe(keyOf('When are you open?'));
  });

  it.each([
    ['¿Cuándo abren?', 'cuándo abren'],
    ['متى تفتحون؟', 'متى تفتحون'],
    ['何時に開きますか。', '何時に開きますか'],
    ['ﬁne', 'fine'],
  ])('is the same in every language: %s', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it('costs next to nothing to make of the longest message, whatever marks it is made of', () => {
    // Each of these is three full stops: 12,000 marks that do not end the message.
    const message = `${'…'.repeat(3_999)}a`;
    const began = performance.now();
    expect(keyOf(message)).toBe(keyOf(`${'...'.repeat(3_999)}A`));
    // It takes less than 2 ms for both; a try from every mark took 280 ms and more.
    expect(performance.now() - began).toBeLessThan(150);
  });

  it('is another for another question, however near', () => {
    const questions = [
      'What is C?',
      'What is C#?',
      'What is C++?',
      'What is c-?',
      'Was ist C?',
      '5 €',
      '5 $',
      'a b',
      'ab',
    ];
    expect(new Set(questions.map((question) => keyOf(question))).size).toBe(questions.length);
  });

  it('is another for another chatbot, configuration, state of the documents or model', () => {
    const keys = [
      keyOf('Open?'),
      keyOf('Open?', { chatbot: configure({ ...ENTRY, id: 'bakery' }) }),
      keyOf('Open?', { chatbot: configure({ ...ENTRY, system_prompt: 'Be brief.' }) }),
      keyOf('Open?', { documents: 'documents-2' }),
      keyOf('Open?', { model: 'quote (no language model)' }),
      keyOf('Open?', { documents: 'documents-1ollama', model: ' (llama3.2)' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says nothing of what was asked', () => {
    expect(keyOf('When are you open?')).toMatch(/^[\w-]{43}$/);
  });

  it.each(['hasHistory', 'hasPageContext', 'isRepeated', 'isIdentified', 'isPersonal'] as const)(
    'is none for a question whose answer is for one visitor alone: %s',
    (circumstance) => {
      expect(keyOf('When are you open?', { [circumstance]: true })).toBeUndefined();
    },
  );

  it('is none where the owner has switched the cache off, or nothing is asked', () => {
    expect(keyOf('Open?', { chatbot: configure({ ...ENTRY, cache: { enabled: false } }) })).toBeUndefined();
    expect(keyOf(' ?! ')).toBeUndefined();
  });
});
