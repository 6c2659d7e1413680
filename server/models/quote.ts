import { setImmediate } from 'node:timers/promises';
import type { FoundPassage } from '../knowledge/knowledge.ts';
import type { Model } from './model.ts';

/** How many passages are quoted at most. */
const MAX_PASSAGES = 3;

/** How much of the passages is quoted at most, in words: what one reads without scrolling. */
const MAX_WORDS = 160;

/** A passage whose score is below this share of the best one's is left out: it would only distract. */
const SCORE_SHARE = 0.7;

const LEAD_IN = 'I looked this up in our documents, and quote what fits best:';
const NOTHING_FOUND = 'I found nothing about this in our documents. Could you ask it in other words?';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * Answers without a language model: by quoting the passages that the search found. The answer comes word by word, with a
 * turn of the event loop before each, so that it can be stopped like any other and holds nobody up.
 */
export function createQuote(): Model {
  return {
    name: 'quote (no language model)',

    async *generate({ passages }, signal) {
      const quotes = choose(passages);
      const pieces = compose(quotes).match(/\S+\s*/g) ?? [];
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
        passages: quotes.map(({ passage }) => passage),
      };
    },
  };
}

interface Quote {
  readonly passage: FoundPassage;
  readonly text: string;
}

function choose(passages: readonly FoundPassage[]): Quote[] {
  const quotes: Quote[] = [];
  const enough = (passages[0]?.score ?? 0) * SCORE_SHARE;
  let room = MAX_WORDS;
  for (const passage of passages.slice(0, MAX_PASSAGES)) {
    if (passage.score < enough) break;
    const unwrapped = unwrap(passage.text);
    let text = wholeSentences(unwrapped, room);
    if (text === '' && quotes.length === 0) text = `${firstWords(unwrapped, room)} …`;
    if (text === '') break;
    quotes.push({ passage, text });
    room -= countWords(text);
  }
  return quotes;
}

/** @returns the answer, without white space at either end. It reads well as Markdown and as plain text. */
function compose(quotes: readonly Quote[]): string {
  if (quotes.length === 0) return NOTHING_FOUND;
  return [LEAD_IN, ...quotes.map(({ passage, text }) => `From “${passage.title}”:\n${text}`)].join('\n\n');
}

/** Joins the lines that a file's author wrapped, where it is certain: the next one goes on with a small letter. */
function unwrap(text: string): string {
  return text.replaceAll(/\n(?=\p{Ll})/gu, ' ');
}

/** @returns the sentences at the beginning that have at most `room` words together; empty if the first has more. */
function wholeSentences(text: string, room: number): string {
  let end = 0;
  let left = room;
  for (const { index, segment } of sentences.segment(text)) {
    left -= countWords(segment);
    if (left < 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trim();
}

function firstWords(text: string, count: number): string {
  let seen = 0;
  for (const { index, isWordLike } of words.segment(text)) {
    if (isWordLike && ++seen > count) return text.slice(0, index).trim();
  }
  return text;
}

/** Counts in every script, also in those that put no space between words. */
function countWords(text: string): number {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike) count += 1;
  return count;
}
