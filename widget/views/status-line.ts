import { html, type TemplateResult } from 'lit';

import { isOpen, type Turn } from '../conversation/turn.ts';
import { strings } from '../strings.ts';

/** What is going on in the last turn. Always rendered: a live region that appears together with its text goes unheard. */
export function statusLine(turn: Turn | undefined): TemplateResult {
  const busy = turn !== undefined && isOpen(turn);
  const text = turn ? describe(turn) : '';
  return html`<p class="status ${busy ? 'busy' : ''}" part="status" role="status" dir="auto">${text}</p>`;
}

/**
 * Says an answer once, when it is whole or as far as it got, to those who cannot watch it grow. A question empties it, so that
 * an answer with the same words is news again.
 */
export function announcement(turn: Turn | undefined): TemplateResult {
  return html`<div class="heard" aria-live="polite" aria-atomic="true">${turn && !isOpen(turn) ? turn.text : ''}</div>`;
}

function describe(turn: Turn): string {
  switch (turn.phase) {
    case 'sending':
      return strings.waiting;
    case 'streaming':
      return turn.state ? strings.state[turn.state] : strings.waiting;
    case 'reconnecting':
      return strings.reconnecting(turn.attempt, turn.of);
    case 'offline':
      return strings.offline;
    case 'stopping':
      return strings.stopping;
    case 'cancelled':
      return strings.stopped;
    // The answer, or the notice of what went wrong, speaks for itself.
    case 'complete':
    case 'failed':
      return '';
    default:
      return turn satisfies never;
  }
}
