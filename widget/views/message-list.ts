import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Failure } from '../conversation/failure.ts';
import type { Turn } from '../conversation/turn.ts';
import type { Drawing } from './drawing.ts';
import { failureNotice } from './failure-notice.ts';
import { greetingMessage } from './message.ts';
import { suggestionList } from './suggestion-list.ts';
import { turnMessages, type TurnView } from './turn.ts';

export interface MessageListView {
  /** Absent until it is known. */
  readonly chatbot: Pick<PublicChatbot, 'greeting' | 'suggestions'> | undefined;
  /** Why the chatbot is not known. */
  readonly chatbotFailure: Failure | undefined;
  readonly turns: Conversation;
  readonly turnView: (turn: Turn, isLast: boolean) => TurnView;
  readonly onSuggestion: (text: string) => void;
  readonly onRetryChatbot: () => void;
}

/** Everything that was said, oldest first. It can be focused, so that the arrow keys scroll it. */
export function messageList(view: MessageListView, drawing: Drawing): TemplateResult {
  const { chatbot, chatbotFailure, turns, turnView, onSuggestion, onRetryChatbot } = view;
  const last = turns.at(-1);
  return html`<div class="log" part="messages" role="log" aria-label=${drawing.t('conversation')} tabindex="0">
    <div class="messages">
      ${chatbot?.greeting ? greetingMessage(chatbot.greeting, drawing) : nothing}
      ${chatbotFailure ? failureNotice({ failure: chatbotFailure, onRetry: onRetryChatbot }, drawing) : nothing}
      ${last ? nothing : html`<slot name="empty"></slot>`}
      ${last || !chatbot ? nothing : suggestionList(chatbot.suggestions, drawing.t('suggestions'), onSuggestion)}
      ${repeat(
        turns,
        (turn) => turn.key,
        (turn) => turnMessages(turnView(turn, turn === last), drawing),
      )}
    </div>
  </div>`;
}
