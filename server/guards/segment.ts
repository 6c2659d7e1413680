/**
 * The longest stretch of text that is looked at together, in UTF-16 code units: the longest e-mail address that can be delivered to (254,
 * RFC 5321 section 4.5.3.1.3) and something around it.
 */
export const WINDOW = 320;

/** What the forms that are looked for are made of. Everything else, such as a comma or a Chinese character, stands between them. */
const PART = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}0-9._%+'\-@/:()]/u;

const NUMBER_START = /^[(+\-./]{0,4}[0-9]/;
const ONLY_SEPARATORS = /^[(+\-./]{1,4}$/;
const IBAN_START = /(?:^|[^A-Za-z0-9])[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{0,2}$/;
const IBAN_GROUP = /^[A-Za-z0-9]{1,4}$/;

/**
 * Cuts a text where nothing that is looked for can go on: a word is a segment, and so is a row of numbers with single spaces between
 * them. The same cuts come out wherever the text was when they were asked for, which is why a stream can be masked as its whole would be.
 * @param text - as `plainText` gives it.
 * @param isWhole - whether nothing will follow.
 * @returns the index after the segment that begins at `start`, at most `start + WINDOW`; `undefined` where that depends on what follows.
 */
export function segmentEnd(text: string, start: number, isWhole: boolean): number | undefined {
  const limit = Math.min(text.length, start + WINDOW);
  const atLimit = isWhole || limit === start + WINDOW ? limit : undefined;
  let end = chunkEnd(text, start, limit);
  // Not of any form; or a word, which no space belongs to.
  if (end === start) return start + 1;
  if (end < limit && !/[0-9]/.test(text.slice(start, end))) return end;
  let isIban = IBAN_START.test(text.slice(start, end));
  for (;;) {
    if (end === limit) return atLimit;
    // The end of a sentence, or what no form goes on after.
    if (/[.:@%]/.test(text.charAt(end - 1))) return end;
    let next = end;
    while (next < limit && next < end + 2 && text[next] === ' ') next += 1;
    if (next === end) return end;
    if (next === limit) return limit === start + WINDOW ? limit : isWhole ? end : undefined;
    const after = chunkEnd(text, next, limit);
    const chunk = text.slice(next, after);
    const isOpen = after === limit && atLimit === undefined;
    if (ONLY_SEPARATORS.test(chunk)) {
      if (isOpen) return undefined;
    } else if (!NUMBER_START.test(chunk)) {
      if (!isIban || !IBAN_GROUP.test(chunk)) return end;
      if (isOpen) return undefined;
    }
    isIban ||= IBAN_START.test(chunk);
    end = after;
  }
}

function chunkEnd(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && PART.test(text.charAt(end))) end += 1;
  return end;
}
