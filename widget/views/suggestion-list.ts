import { html, nothing, type TemplateResult } from 'lit';

/** Questions to pick from. */
export function suggestionList(
  suggestions: readonly string[],
  name: string,
  onPick: (text: string) => void,
): TemplateResult | typeof nothing {
  if (suggestions.length === 0) return nothing;
  return html`<ul class="suggestions" part="suggestions" aria-label=${name}>
    ${suggestions.map(
      (suggestion) =>
        html`<li>
          <button class="plain" part="suggestion" type="button" dir="auto" @click=${() => onPick(suggestion)}>
            ${suggestion}
          </button>
        </li>`,
    )}
  </ul>`;
}
