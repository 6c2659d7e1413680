import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

import type { Source } from '../../protocol/chat-event.ts';
import { cleanText } from '../markdown/clean-text.ts';

class CitationLinks extends Directive {
  #sources: readonly Source[] | undefined;
  /** By it a text that was drawn anew is known. */
  #first: ChildNode | null = null;

  override render(_sources: readonly Source[] | undefined, _label: string): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [sources, label]: Parameters<this['render']>): typeof noChange {
    const { firstChild } = element;
    // Answers that are whole are drawn again with every piece of the next one: that is to cost nothing.
    if (sources && (sources !== this.#sources || firstChild !== this.#first)) {
      this.#sources = sources;
      this.#first = firstChild;
      for (const citation of element.querySelectorAll<HTMLElement>('.citation')) link(citation, sources, label);
    }
    return noChange;
  }
}

/** A number that no source has stays text, and one within a link is part of that. */
function link(citation: HTMLElement, sources: readonly Source[], label: string): void {
  const number = numberOf(citation);
  const source = sources[number - 1];
  if (!source || citation.closest('a')) return;
  citation.role = 'link';
  citation.tabIndex = 0;
  citation.ariaLabel = `${label} ${number}: ${cleanText(source.title)}`;
  citation.addEventListener('click', () => show(citation));
  citation.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') show(citation);
  });
}

function numberOf({ textContent }: Element): number {
  return Number(textContent.slice(1, -1));
}

/** Shows the source that a citation names, in the list under its answer. */
function show(citation: Element): void {
  let list = citation.closest('.message')?.nextElementSibling;
  while (list && !list.matches('.sources')) list = list.nextElementSibling;
  const source = list?.querySelectorAll<HTMLElement>('.source')[numberOf(citation) - 1];
  if (!source) return;
  // One without a page can be shown all the same, though nobody gets to it with the Tab key.
  if (!source.matches('a')) source.tabIndex = -1;
  // Also after a click: what is meant is to be seen. Focus scrolls it into view.
  source.focus({ focusVisible: true });
}

/**
 * Makes the citations in an answer lead to its sources, as soon as these are known; to stand after `richText` in the same tag.
 * @param sources - in the order of their numbers, from `[1]`; by identity: to be kept, not made each time.
 * @param label - what a citation is called, before its number and its source's title.
 */
export const citationLinks = directive(CitationLinks);
