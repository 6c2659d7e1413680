import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

export interface Said {
  readonly key: number;
  readonly text: string;
}

/** What is heard, not seen. Always rendered: a live region that appears together with its text goes unheard. */
export function announcements(said: readonly Said[]): TemplateResult {
  return html`<div class="heard" aria-live="polite" aria-relevant="additions">
    ${repeat(
      said,
      ({ key }) => key,
      ({ text }) => html`<p dir="auto">${text}</p>`,
    )}
  </div>`;
}
