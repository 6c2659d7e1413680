import { setImmediate } from 'node:timers/promises';
import { passageName, type DocumentLink } from '../knowledge/knowledge.ts';
import type { Model, Prompt } from './model.ts';
import { chooseQuotes, type Quote } from './quote-choice.ts';
import { quoteTexts, type QuoteTexts } from './quote-texts.ts';

/**
 * Answers without a language model: by quoting the sentences that answer out of the passages that the search found. The answer comes
 * word by word, with a turn of the event loop before each, so that it can be stopped like any other and holds nobody up.
 */
export function createQuote(): Model {
  return {
    name: 'quote (no language model)',
    isFree: true,

    async *generate(prompt, signal) {
      const { question, passages, closest } = prompt;
      const quotes = chooseQuotes(question, passages);
      const texts = quoteTexts(question, near(prompt));
      const answer = quotes.length > 0 ? quoted(quotes, texts) : refusal(closest, texts);
      const pieces = answer.match(/\S+\s*/g) ?? [];
      for (const text of pieces) {
        await setImmediate();
        signal.throwIfAborted();
        yield { type: 'text', text };
      }
      yield {
        type: 'end',
        finishReason: 'stop',
        promptTokens: 0,
        completionTokens: pieces.length,
      };
    },
  };
}

function near({ passages, closest }: Prompt): string {
  return [...passages.map(({ text }) => text), ...closest.map(({ title }) => title)].join('\n');
}

/** Both answers are without white space at either end, and read well as Markdown and as plain text. */
function quoted(quotes: readonly Quote[], { leadIn, from }: QuoteTexts): string {
  const parts = quotes.map(({ passage, text }) => {
    const lines = literal(text)
      .split('\n')
      .map((line) => `> ${line}`);
    return `${from.replace('{name}', () => literal(oneLine(passageName(passage))))}\n\n${lines.join('  \n')} [${passage.number}]`;
  });
  return [leadIn, ...parts].join('\n\n');
}

function refusal(closest: readonly DocumentLink[], texts: QuoteTexts): string {
  if (closest.length === 0) return texts.nothing;
  const links = closest.map(({ title, url }) => {
    const name = literal(oneLine(title));
    return isAddress(url) ? `- [${name}](${destination(url)})` : `- ${name}`;
  });
  return `${texts.nothing}\n\n${texts.closest}\n\n${links.join('\n')}`;
}

/** Takes what Markdown, HTML or a citation would make of an owner's text out of it. Lists may stay lists. */
function literal(text: string): string {
  return text.replaceAll(
    /[\\`*[\]<>~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#|\p{L})|(?<=^|\n)#/gu,
    (mark) => `\\${mark}`,
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A page on the owner's site or a whole address: nothing else is made into a link. */
function isAddress(url: string): boolean {
  return /^(?:https?:\/\/|\/(?!\/))/i.test(url);
}

/** An address as it may stand in a Markdown link (CommonMark 0.31, 6.3). */
function destination(url: string): string {
  return url.replaceAll(
    /[\s()<>\\[\]]/gu,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
