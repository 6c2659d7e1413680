import { html, nothing, type TemplateResult } from 'lit';

import { cleanText } from '../markdown/clean-text.ts';

/** Questions to pick from. What is picked is what can be read. */
export function suggestionList(
  suggestions: readonly string[],
  name: string,
  onPick: (text: string) => void,
): TemplateResult | typeof nothing {
  if (suggestions.length === 0) return nothing;
  return html`<ul class="suggestions" part="suggestions" aria-label=${name}>
    ${suggestions.map(cleanText).map(
      (suggestion) =>
        html`<li>
          <button class="plain" part="suggestion" type="button" dir="auto" @click=${() => onPick(suggestion)}>
            ${suggestion}
          </button>
        </li>`,
    )}
  </ul>`;
}
