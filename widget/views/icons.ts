import { html, type TemplateResult } from 'lit';

/** Drawn in the colour of the text around them; what they mean is said by the button's name. */

export const chatIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path
    d="M12 3.75c-4.97 0-9 3.36-9 7.5 0 2.1 1.04 4 2.71 5.36-.14 1.2-.62 2.3-1.37 3.2-.2.24-.02.6.29.58 1.9-.13 3.6-.75 4.95-1.76.77.16 1.58.24 2.42.24 4.97 0 9-3.36 9-7.62s-4.03-7.5-9-7.5Z"
  />
  <path d="M8 11.25h.01M12 11.25h.01M16 11.25h.01" stroke-width="2.25" />
</svg>`;

export const closeIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="m6.5 6.5 11 11m0-11-11 11" />
</svg>`;

export const minimiseIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M6.5 16.5h11" />
</svg>`;

export const restoreIcon: TemplateResult = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="m6.5 14.5 5.5-5.5 5.5 5.5" />
</svg>`;
