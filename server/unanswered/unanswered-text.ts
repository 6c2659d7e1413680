import type { UnansweredQuestion } from './unanswered.ts';

/** For the owner's terminal. */
export function unansweredText(questions: ReadonlyMap<string, readonly UnansweredQuestion[]>): string {
  const parts = [...questions].filter(([, asked]) => asked.length > 0).map(([chatbot, asked]) => part(chatbot, asked));
  if (parts.length === 0) return 'No question was left unanswered.\n';
  return `${parts.join('\n\n')}\n`;
}

function part(chatbot: string, asked: readonly UnansweredQuestion[]): string {
  const lines = asked.map(({ question, count, lastAsked }) => {
    const times = count === 1 ? '' : `${count} ×`;
    return `  ${lastAsked.toISOString().slice(0, 10)} ${times.padStart(6)}  ${question}`;
  });
  return `${chatbot}: what the documents did not answer, the last question first\n${lines.join('\n')}`;
}
