import type { Chatbot } from './chatbot-config.ts';
import type { Config } from './config-file.ts';

/** One configuration took the place of another. */
export interface ConfigChange {
  readonly before: Config;
  readonly after: Config;
}

/** What a change means for the documents that are to be found. */
export interface DocumentChange {
  /** Those that are new, or answer from other documents than before. */
  readonly changed: readonly Chatbot[];
  /** The ids of those that there are no more. */
  readonly gone: readonly string[];
}

export function documentChange({ before, after }: ConfigChange): DocumentChange {
  return {
    changed: [...after.chatbots.values()].filter((chatbot) => {
      const old = before.chatbots.get(chatbot.id);
      return old === undefined || sourcesOf(old) !== sourcesOf(chatbot);
    }),
    gone: [...before.chatbots.keys()].filter((id) => !after.chatbots.has(id)),
  };
}

/** @returns the keys of the file that have changed and hold only from the next start on. */
export function restartNeeds({ before, after }: ConfigChange): string[] {
  const keys: string[] = [];
  if (before.site !== after.site) keys.push('site');
  const loaded = analysesOf(before);
  if (analysesOf(after).some((module) => !loaded.includes(module))) keys.push('chatbots[].analysis');
  return keys;
}

function sourcesOf({ documents, siteUrl }: Chatbot): string {
  return JSON.stringify([documents, siteUrl]);
}

function analysesOf({ chatbots }: Config): string[] {
  return [...chatbots.values()].flatMap(({ analysis }) => analysis ?? []);
}
