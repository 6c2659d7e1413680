import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { PublicChatbot } from '../../protocol/requests.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Failure } from '../conversation/failure.ts';
import { strings } from '../strings.ts';
import { failureNotice } from './failure-notice.ts';
import { greetingMessage } from './message.ts';
import { turnMessages } from './turn.ts';

export interface MessageListView {
  /** Absent until it is known. */
  readonly chatbot: PublicChatbot | undefined;
  /** Why the chatbot is not known. */
  readonly chatbotFailure: Failure | undefined;
  readonly turns: Conversation;
  /** The server's origin. */
  readonly server: string;
  readonly onSuggestion: (text: string) => void;
  readonly onRetry: () => void;
  readonly onRetryChatbot: () => void;
}

/** Everything that was said, oldest first. It can be focused, so that the arrow keys scroll it. */
export function messageList(view: MessageListView): TemplateResult {
  const { chatbot, chatbotFailure, turns, server, onRetry, onRetryChatbot } = view;
  const last = turns.at(-1);
  return html`<div class="log" part="messages" role="log" aria-label=${strings.conversation} tabindex="0">
    ${chatbot?.greeting ? greetingMessage(chatbot.greeting) : nothing}
    ${chatbotFailure ? failureNotice(chatbotFailure, onRetryChatbot) : nothing} ${last ? nothing : suggestionList(view)}
    ${repeat(
      turns,
      (turn) => turn.key,
      (turn) => turnMessages({ turn, server, onRetry: turn === last ? onRetry : undefined }),
    )}
  </div>`;
}

function suggestionList({ chatbot, onSuggestion }: MessageListView): TemplateResult | typeof nothing {
  if (!chatbot || chatbot.suggestions.length === 0) return nothing;
  return html`<ul class="suggestions" part="suggestions" aria-label=${strings.suggestions}>
    ${chatbot.suggestions.map(
      (suggestion) =>
        html`<li>
          <button class="plain" part="suggestion" type="button" dir="auto" @click=${() => onSuggestion(suggestion)}>
            ${suggestion}
          </button>
        </li>`,
    )}
  </ul>`;
}
