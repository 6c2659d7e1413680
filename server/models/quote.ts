import { setImmediate } from 'node:timers/promises';
import type { Passage } from '../knowledge/knowledge.ts';
import type { Model } from './model.ts';

/** How many passages are quoted at most. */
const MAX_PASSAGES = 3;

/** How much of the passages is quoted at most, in words: what one reads without scrolling. */
const MAX_WORDS = 160;

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
      const pieces = compose(passages).match(/\S+\s*/g) ?? [];
      for (const text of pieces) {
        await setImmediate();
        signal.throwIfAborted();
        yield { type: 'text', text };
      }
      yield { type: 'end', finishReason: 'stop', promptTokens: 0, completionTokens: pieces.length };
    },
  };
}

/** @returns the answer, without white space at either end. It reads well as Markdown and as plain text. */
function compose(passages: readonly Passage[]): string {
  const blocks: string[] = [];
  let room = MAX_WORDS;
  for (const { title, text } of passages.slice(0, MAX_PASSAGES)) {
    const unwrapped = unwrap(text);
    let quote = wholeSentences(unwrapped, room);
    if (quote === '' && blocks.length === 0) quote = `${firstWords(unwrapped, room)} …`;
    if (quote === '') break;
    blocks.push(`From “${title}”:\n${quote}`);
    room -= countWords(quote);
  }
  return blocks.length === 0 ? NOTHING_FOUND : [LEAD_IN, ...blocks].join('\n\n');
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
