import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

import { PacedMarkdown, type PacedMarkdownOptions } from './paced-markdown.ts';

class RichText extends Directive {
  #shown: PacedMarkdown | undefined;
  #options: PacedMarkdownOptions | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('richText stands in a tag: <div ${richText(…)}></div>');
  }

  override render(_text: string, _isWhole: boolean, _options: PacedMarkdownOptions): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [text, isWhole, options]: Parameters<this['render']>): typeof noChange {
    if (this.#shown?.goesOnWith(text) !== true || !isSameLook(options, this.#options)) {
      // An answer that broke off and goes on after all, or that looks different from now on.
      const seen = this.#shown && text.startsWith(this.#shown.text) ? this.#shown.text : '';
      this.#shown?.stop();
      element.replaceChildren();
      this.#options = options;
      this.#shown = new PacedMarkdown(element as HTMLElement, options, seen);
    }
    this.#shown.tell(text, isWhole);
    return noChange;
  }
}

/** Whether a text that was shown with `before` is shown right with `now`. By identity: options are to be kept, not made each time. */
function isSameLook(now: PacedMarkdownOptions, before: PacedMarkdownOptions | undefined): boolean {
  return now.labels === before?.labels && now.images === before?.images && now.renderMath === before?.renderMath;
}

/**
 * Shows Markdown that mostly grows at its end, inside of an element without bindings, whose children it owns. A text that is not
 * more of the one before is shown anew, and so is one whose `labels`, `images` or `renderMath` are others; the rest of `options`
 * counts from then on.
 */
export const richText = directive(RichText);
