import { html, nothing, type TemplateResult } from 'lit';

import { isOpen, type Turn } from '../conversation/turn.ts';
import { strings } from '../strings.ts';
import { failureNotice } from './failure-notice.ts';
import { answerMessage, questionMessage } from './message.ts';
import { sourceList } from './source-list.ts';

export interface TurnView {
  readonly turn: Turn;
  /** What the sources' addresses are relative to. */
  readonly server: string;
  /** Absent for a turn that cannot be tried again. */
  readonly onRetry?: (() => void) | undefined;
}

/** A question and what came of it. */
export function turnMessages({ turn, server, onRetry }: TurnView): TemplateResult {
  return html`${questionMessage(turn.question)} ${turn.text === '' ? nothing : answerMessage(turn.text, isOpen(turn))}
  ${ending(turn, server, onRetry)}`;
}

function ending(turn: Turn, server: string, onRetry?: () => void): TemplateResult | typeof nothing {
  switch (turn.phase) {
    case 'complete':
      return html`${turn.cutShort ? html`<p class="note" dir="auto">${strings.cutShort}</p>` : nothing}
      ${turn.sources.length === 0 ? nothing : sourceList(turn.sources, server)}`;
    case 'failed':
      return failureNotice(turn.failure, onRetry);
    case 'sending':
    case 'streaming':
    case 'reconnecting':
    case 'offline':
    case 'stopping':
    case 'cancelled':
      return nothing;
    default:
      return turn satisfies never;
  }
}
