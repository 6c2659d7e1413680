import { nothing } from 'lit';
import { Directive, directive } from 'lit/directive.js';

class GrowingText extends Directive {
  readonly #node = document.createTextNode('');

  render(text: string): Text | typeof nothing {
    const shown = this.#node.data;
    if (text.startsWith(shown)) this.#node.appendData(text.slice(shown.length));
    else this.#node.data = text;
    return text === '' ? nothing : this.#node;
  }
}

/**
 * Text that mostly grows at its end. What is shown already stays the same node with the same characters, so that a reader
 * who has selected some of it keeps the selection; Lit's own text binding replaces the characters, which collapses it.
 */
export const growingText = directive(GrowingText);
