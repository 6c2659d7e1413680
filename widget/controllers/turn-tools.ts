import type { ReactiveControllerHost } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import { isOpen, replaceable, type Turn } from '../conversation/turn.ts';
import type { Translate } from '../texts.ts';
import type { TurnView } from '../views/turn.ts';
import { Copying } from './copying.ts';
import { Editing } from './editing.ts';
import { Rating, type RatingOptions } from './rating.ts';

export interface TurnToolsOptions extends Omit<RatingOptions, 'onFailed'> {
  readonly t: () => Translate;
  readonly find: (selector: string) => HTMLElement | null;
  readonly say: (text: string) => void;
  /** Asks in the place of the last question: the same again, where there is no text. */
  readonly sendAnew: (text?: string) => boolean;
  readonly onRetry: () => void;
  readonly onFollowUp: (text: string) => void;
}

/** What the visitor can do with a turn: copy, rate and ask for another answer, or ask anew. */
export class TurnTools {
  readonly #options: TurnToolsOptions;
  readonly #copying: Copying;
  readonly #editing: Editing;
  readonly #rating: Rating;

  constructor(host: ReactiveControllerHost, options: TurnToolsOptions) {
    const { t, say } = options;
    this.#options = options;
    this.#copying = new Copying(host, (outcome) => say(t()(outcome === 'refused' ? 'notCopied' : 'copied')));
    this.#editing = new Editing(host, options.find);
    this.#rating = new Rating(host, {
      ...options,
      onRated: (messageId, feedback) => {
        if (feedback) say(t()('feedbackThanks'));
        options.onRated(messageId, feedback);
      },
      onFailed: (failure) => say(sentenceOf(failure, t())),
    });
  }

  /** @param isLast - whether nothing was said after it. */
  viewOf(turn: Turn, isLast: boolean): TurnView {
    const { sendAnew, onRetry, onFollowUp } = this.#options;
    const { key } = turn;
    const isReplaceable = isLast && !isOpen(turn) && replaceable(turn) !== undefined;
    return {
      turn,
      isLast,
      outcome: this.#outcomeOf(key),
      onCopy: (rendered) => void this.#copying.copy(key, turn.text, rendered),
      onRetry: isLast ? onRetry : undefined,
      onRegenerate: isReplaceable ? () => void sendAnew() : undefined,
      onRate: (turn, rating) => this.#rating.rate(turn, rating),
      comment: this.#rating.commentOf(key),
      onComment: (turn, comment) => this.#rating.comment(turn, comment),
      onEdit: isReplaceable ? () => this.#editing.begin(key) : undefined,
      editing:
        isReplaceable && this.#editing.isAt(key)
          ? {
              text: turn.question,
              onSave: (text) => {
                if (sendAnew(text)) this.#editing.end(false);
              },
              onCancel: () => this.#editing.end(true),
            }
          : undefined,
      onFollowUp,
    };
  }

  #outcomeOf(key: string): string | undefined {
    const t = this.#options.t();
    const copied = this.#copying.outcomeOf(key);
    if (copied !== undefined) return t(copied === 'refused' ? 'notCopied' : 'copied');
    const rated = this.#rating.outcomeOf(key);
    return rated === 'thanks' ? t('feedbackThanks') : rated && sentenceOf(rated, t);
  }
}

function sentenceOf({ sentence, code }: Failure, t: Translate): string {
  return sentence ?? t(`failure.${code}`);
}
