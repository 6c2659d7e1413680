import { html, type TemplateResult } from 'lit';

/** As `icons.ts`, for what there is in an open chat only. */

export const menuIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.5" />
</svg>`;

export const thumbIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path
    d="M4 11v8.5h3.5m0-8.5L12 4c1.5 0 2.25 1 2 2.5L13.25 10H19a1.5 1.5 0 0 1 1.5 1.85l-1.5 6.2a2 2 0 0 1-2 1.45H7.5V11H4"
  />
</svg>`;

export const sendIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 19V5.5m-6 6 6-6 6 6" />
</svg>`;

export const stopIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />
</svg>`;
