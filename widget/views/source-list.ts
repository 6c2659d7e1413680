import { html, type TemplateResult } from 'lit';

import type { Source } from '../../protocol/chat-event.ts';
import { httpUrl } from '../http-url.ts';
import { strings } from '../strings.ts';

/**
 * Where an answer comes from.
 * @param base - what the sources' addresses are relative to: the server's origin.
 */
export function sourceList(sources: readonly Source[], base: string): TemplateResult {
  return html`<div class="sources" part="sources">
    <p class="caption" aria-hidden="true">${strings.sources}</p>
    <ol aria-label=${strings.sources}>
      ${sources.map((source) => html`<li>${sourceTitle(source, base)}</li>`)}
    </ol>
  </div>`;
}

function sourceTitle({ title, url }: Source, base: string): TemplateResult {
  const address = httpUrl(url, base);
  if (!address) return html`<span class="source" part="source"><span class="title" dir="auto">${title}</span></span>`;
  return html`<a class="source" part="source" href=${address.href} target="_blank" rel="noopener nofollow">
    <span class="title" dir="auto">${title || address.href}</span>
    <span class="heard">${strings.opensInNewTab}</span>
  </a>`;
}
