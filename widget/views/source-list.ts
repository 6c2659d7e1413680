import { html, nothing, type TemplateResult } from 'lit';

import type { Source } from '../../protocol/chat-event.ts';
import { cleanText } from '../markdown/clean-text.ts';
import { hostNote, safeHref } from '../markdown/link-policy.ts';
import type { Translate } from '../texts.ts';
import type { Drawing } from './drawing.ts';

/** Where an answer comes from. */
export function sourceList(sources: readonly Source[], { t, server }: Drawing): TemplateResult {
  return html`<div class="sources" part="sources">
    <p class="caption" aria-hidden="true">${t('sources')}</p>
    <ol aria-label=${t('sources')}>
      ${sources.map(
        (source, index) =>
          html`<li>
            ${sourceTitle(source, index + 1, server, t)}
            ${source.snippet === '' ? nothing : html`<p class="snippet" dir="auto">${cleanText(source.snippet)}</p>`}
          </li>`,
      )}
    </ol>
  </div>`;
}

function sourceTitle({ title, url }: Source, number: number, base: string, t: Translate): TemplateResult {
  const name = cleanText(title);
  // A list item's own number is read out. A counter of CSS in this place would keep the whole chat in Chromium's memory (156).
  const marker = html`<span class="number" aria-hidden="true">${number}</span>`;
  const href = safeHref(url, base);
  if (href === undefined) {
    return html`<span class="source" part="source">${marker}<span class="title" dir="auto">${name}</span></span>`;
  }
  const host = hostNote(name, href);
  return html`<a
      class="source"
      part="source"
      href=${href}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      referrerpolicy="no-referrer"
    >
      ${marker}<span class="title" dir="auto">${name || href}</span>
      <span class="heard">${t('opensInNewTab')}</span> </a
    >${host === undefined ? nothing : html`<bdi class="host"> (${host})</bdi>`}`;
}
