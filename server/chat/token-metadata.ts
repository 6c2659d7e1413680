import type { TokenMetadata } from '../../protocol/chat-event.ts';

/**
 * Follows an answer token by token and says what the text has come to: a fence or a code span, a link or an address. It
 * looks at each character once and keeps a few numbers, so its cost does not grow with the answer. It reads well-formed
 * Markdown well and ill-formed Markdown approximately.
 */
export class TokenMetadataReader {
  #tokens = 0;
  /** The last two characters outside of code. */
  #tail = '';
  /** How many backticks stand at the end of the text so far. */
  #run = 0;
  /** How many backticks opened the code that the text is in; 0 outside of code. */
  #opener = 0;
  /** What the text is inside of: a link's text, the gap after it, its destination, or a bare address. */
  #link: 'none' | 'text' | 'after-text' | 'destination' | 'address' = 'none';

  next(token: string): TokenMetadata {
    this.#tokens++;
    for (const character of token) this.#read(character);
    return {
      token_count: this.#tokens,
      is_code: this.#opener > 0 && this.#run !== this.#opener,
      is_link: this.#opener === 0 && this.#link !== 'none',
    };
  }

  #read(character: string): void {
    if (character === '`') {
      this.#run++;
    } else {
      if (this.#run > 0) this.#endRun();
      if (this.#opener === 0) this.#readLink(character);
    }
  }

  #endRun(): void {
    if (this.#opener === 0) this.#opener = this.#run;
    else if (this.#run >= this.#opener) this.#opener = 0;
    this.#run = 0;
  }

  #readLink(character: string): void {
    this.#moveLink(character);
    this.#tail = `${this.#tail}${character}`.slice(-2);
  }

  #moveLink(character: string): void {
    switch (this.#link) {
      case 'none':
        if (character === '[') this.#link = 'text';
        else if (`${this.#tail}${character}` === '://') this.#link = 'address';
        break;
      case 'text':
        if (character === ']') this.#link = 'after-text';
        else if (character === '\n') this.#link = 'none';
        break;
      case 'after-text':
        this.#link = character === '(' ? 'destination' : 'none';
        break;
      case 'destination':
        if (character === ')' || character === '\n') this.#link = 'none';
        break;
      case 'address':
        if (/\s/.test(character)) this.#link = 'none';
        break;
    }
  }
}
