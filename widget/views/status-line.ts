import { html, nothing, type TemplateResult } from 'lit';

import type { Usage } from '../../protocol/chat-event.ts';
import { isOpen, type Turn } from '../conversation/turn.ts';
import type { Translate } from '../texts.ts';

/** How long a text stands before the other one for the same state takes its turn, in milliseconds. */
const TURN_MS = 5_000;

export interface StatusView {
  readonly t: Translate;
  /** BCP 47. */
  readonly language: string;
  /** The last one. */
  readonly turn: Turn | undefined;
  /** For how long the present state has lasted, in milliseconds. */
  readonly stateMs: number;
  /** How long the last answer takes or took, in milliseconds; absent where that is not to be shown. */
  readonly answerMs: number | undefined;
  /** What the last answer has used, where it is to be shown. */
  readonly usage: Usage | undefined;
  readonly isOnline: boolean;
}

/**
 * What is going on in the last turn. Always rendered: a live region that appears together with its text goes unheard. A screen
 * reader is told of a state, and once that it lasts; the texts that change by turns and the seconds are for eyes only.
 */
export function statusLine(view: StatusView): TemplateResult {
  const { turn, stateMs } = view;
  const busy = turn !== undefined && isOpen(turn);
  const turns = Math.floor(stateMs / TURN_MS);
  const heard = describe(view, turns > 0);
  return html`${busy && turn.text === '' ? html`<div class="progress" role="progressbar" aria-label=${heard}></div>` : nothing}
    <div class="status ${busy ? 'busy' : ''}" part="status">
      <p class="heard" role="status">${heard}</p>
      <p aria-hidden="true"><bdi>${describe(view, turns % 2 === 1)}</bdi> ${figures(view)}</p>
    </div>`;
}

function describe({ turn, t, isOnline }: StatusView, isStill: boolean): string {
  if (!isOnline && !(turn && isOpen(turn))) return t('offlineNotice');
  switch (turn?.phase) {
    case 'sending':
      return t('waiting');
    case 'streaming':
      if (!turn.state) return t('waiting');
      return t(`${isStill ? 'stillState' : 'state'}.${turn.state}`);
    case 'reconnecting':
      return t('reconnecting', { attempt: turn.attempt, of: turn.of });
    case 'offline':
      return t('offline');
    case 'stopping':
      return t('stopping');
    case 'cancelled':
      return t('stopped');
    // The answer, or the notice of what went wrong, speaks for itself.
    case 'complete':
    case 'failed':
    case undefined:
      return '';
    default:
      return turn satisfies never;
  }
}

/** How long it takes, and how fast the answer was written. */
function figures({ t, language, turn, answerMs, usage }: StatusView): TemplateResult | typeof nothing {
  if (answerMs === undefined) return nothing;
  const seconds = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'second',
    maximumFractionDigits: turn && isOpen(turn) ? 0 : 1,
  });
  const rate = usage?.tokens_per_second;
  return html`<span class="figures">
    <bdi>${t('elapsed', { time: seconds.format(answerMs / 1_000) })}</bdi>
    ${rate ? html`<bdi>${t('tokensPerSecond', { rate: Math.round(rate * 10) / 10 })}</bdi>` : nothing}
  </span>`;
}
