import type { TokenMetadata } from '../../protocol/chat-event.ts';

/**
 * Follows an answer token by token and says what the text has come to: code (CommonMark 0.31, 4.5 and 6.1), a link (6.3) or a bare
 * address. It looks at each character once and keeps a few values, so its cost does not grow with the answer. It knows
 * well-formed Markdown; of a mark that is never closed it says what a reader of the text so far would think.
 */
export class TokenMetadataReader {
  #tokens = 0;
  #code: Code = { kind: 'none' };
  #link: Link = 'none';
  /** The marks at the end of the text that may go on with the next character: backticks or tildes. */
  #run = '';
  /** Whether nothing but white space stands before the run in its line. */
  #runBeginsLine = true;
  #lineIsBlank = true;
  #isEscaped = false;
  /** The last two characters. */
  #tail = '';

  next(token: string): TokenMetadata {
    this.#tokens++;
    for (const character of token) this.#read(character);
    const code = this.#run === '' ? this.#code : after(this.#code, this.#run, this.#runBeginsLine);
    return {
      token_count: this.#tokens,
      is_code: code.kind !== 'none',
      is_link: code.kind === 'none' && this.#link !== 'none',
    };
  }

  #read(character: string): void {
    const isMark = (character === '`' || character === '~') && !(this.#isEscaped && this.#code.kind === 'none');
    if (isMark && (this.#run === '' || this.#run.startsWith(character))) {
      if (this.#run === '') this.#runBeginsLine = this.#lineIsBlank;
      this.#run += character;
    } else {
      this.#code = after(this.#code, this.#run, this.#runBeginsLine);
      this.#run = isMark ? character : '';
      if (isMark) this.#runBeginsLine = false;
    }
    if (this.#code.kind === 'none' && !this.#isEscaped) this.#link = follow(this.#link, character, this.#tail);
    this.#isEscaped = character === '\\' && !this.#isEscaped;
    this.#tail = `${this.#tail}${character}`.slice(-2);
    if (character === '\n') this.#lineIsBlank = true;
    else if (!/\s/.test(character)) this.#lineIsBlank = false;
  }
}

type Code =
  | { readonly kind: 'none' }
  /** Closed by a run of the same length. */
  | { readonly kind: 'span'; readonly opener: string }
  /** Closed by a run that begins a line, of the same mark and at least the same length. */
  | { readonly kind: 'fence'; readonly opener: string };

/** @returns the code that the text is in after a run of marks has ended. */
function after(code: Code, run: string, beginsLine: boolean): Code {
  if (run === '') return code;
  switch (code.kind) {
    case 'none':
      if (beginsLine && run.length >= 3) return { kind: 'fence', opener: run };
      return run.startsWith('`') ? { kind: 'span', opener: run } : code;
    case 'span':
      return run === code.opener ? { kind: 'none' } : code;
    case 'fence':
      return beginsLine && run.startsWith(code.opener) ? { kind: 'none' } : code;
    default:
      return code satisfies never;
  }
}

/** Inside of what the text is: a link's text, the gap after it, its destination, or a bare address. */
type Link = 'none' | 'text' | 'after-text' | 'destination' | 'address';

/** @param tail - the two characters before. */
function follow(link: Link, character: string, tail: string): Link {
  switch (link) {
    case 'after-text':
      if (character === '(') return 'destination';
      return character === '[' ? 'text' : 'none';
    case 'none':
      if (character === '[') return 'text';
      return `${tail}${character}` === '://' ? 'address' : 'none';
    case 'text':
      if (character === ']') return 'after-text';
      return character === '\n' ? 'none' : 'text';
    case 'destination':
      return character === ')' || character === '\n' ? 'none' : 'destination';
    case 'address':
      return /\s/.test(character) ? 'none' : 'address';
    default:
      return link satisfies never;
  }
}
