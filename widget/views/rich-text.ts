import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

import { PacedMarkdown, type PacedMarkdownOptions } from './paced-markdown.ts';

class RichText extends Directive {
  #shown: PacedMarkdown | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('richText stands in a tag: <div ${richText(…)}></div>');
  }

  override render(_text: string, _isWhole: boolean, _options: PacedMarkdownOptions): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [text, isWhole, options]: Parameters<this['render']>): typeof noChange {
    if (this.#shown?.goesOnWith(text) !== true) {
      // An answer that broke off and goes on after all.
      const seen = this.#shown && text.startsWith(this.#shown.text) ? this.#shown.text : '';
      element.replaceChildren();
      this.#shown = new PacedMarkdown(element as HTMLElement, options, seen);
    }
    this.#shown.tell(text, isWhole);
    return noChange;
  }
}

/**
 * Shows Markdown that mostly grows at its end, inside of an element without bindings, whose children it owns. A text that is not
 * more of the one before is shown anew; `options` count from then on.
 */
export const richText = directive(RichText);
