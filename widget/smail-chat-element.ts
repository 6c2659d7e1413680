import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import { ChatbotController } from './controllers/chatbot-controller.ts';
import { ConversationController } from './controllers/conversation-controller.ts';
import { FirstSight } from './controllers/first-sight.ts';
import { KeyFence } from './controllers/key-fence.ts';
import { OtherTabs } from './controllers/other-tabs.ts';
import { PageLife } from './controllers/page-life.ts';
import { SavedSession } from './controllers/saved-session.ts';
import { StickToBottom } from './controllers/stick-to-bottom.ts';
import type { SettledTurn } from './conversation/turn.ts';
import { httpUrl } from './http-url.ts';
import type { SmailChatEventMap } from './smail-chat-events.ts';
import { styles } from './smail-chat.styles.ts';
import { strings } from './strings.ts';
import { ChatClient } from './transport/chat-client.ts';
import { CONDITIONS } from './transport/conditions.ts';
import { Messenger } from './transport/messenger.ts';
import { RETRY_BASE_MS } from './transport/retry-policy.ts';
import { composer } from './views/composer.ts';
import { launcher } from './views/launcher.ts';
import { messageList } from './views/message-list.ts';
import { panel } from './views/panel.ts';
import { announcement, statusLine } from './views/status-line.ts';

/** `inline` fills its container; `floating` puts a launcher into the page's corner, which opens the chat above the page. */
export type Mode = 'inline' | 'floating';

/**
 * A chat that answers from a site's own documents.
 *
 * Nothing is asked of the server before the visitor has the chat before their eyes: until it is opened, or, inline, until it
 * is scrolled into sight. An answer goes on while the chat is closed, and a conversation is the same in every tab. What an
 * answer loses of its connection, by a broken network, a reload, another page of the site or the element's leaving this one, is
 * made up for as soon as there is a connection and an element again; one that nobody comes back to ends on the server.
 *
 * The visitor's session is kept in `localStorage`; whether the chat was open and what it was about to answer, in
 * `sessionStorage`; both from the moment on that there is something to keep. Without them it is forgotten with the page.
 *
 * @tag smail-chat
 *
 * @fires smail-chat-open - The chat was opened, by the visitor or by setting `open`. Only when floating.
 * @fires smail-chat-close - The chat was closed, by the visitor or by removing `open`. Only when floating.
 * @fires {CustomEvent<MessageDetail>} smail-chat-message - The visitor has asked something, in this tab; as the next two.
 * @fires {CustomEvent<CompleteDetail>} smail-chat-complete - An answer is whole.
 * @fires {CustomEvent<ErrorDetail>} smail-chat-error - An answer failed. What had arrived of it stays in sight.
 * @fires {CustomEvent<DiagnosticsDetail>} smail-chat-diagnostics - Something became of the connection; for the owner's own
 *   measurements, nothing of what was said is in it.
 *
 * @csspart launcher - The button that opens the chat.
 * @csspart panel - The chat itself.
 * @csspart header - The line with the chatbot's name.
 * @csspart close-button - The button that closes the chat.
 * @csspart messages - What scrolls: everything that was said.
 * @csspart message - One thing that was said; also `visitor-message` or `assistant-message`.
 * @csspart suggestions - The list of questions to pick from.
 * @csspart suggestion - One of them.
 * @csspart sources - Where an answer comes from.
 * @csspart source - One document of it, a link if the document has an address.
 * @csspart failure - What went wrong, with a way on.
 * @csspart retry-button - The button in it.
 * @csspart status - The line that says what the server is doing.
 * @csspart composer - The form below.
 * @csspart textbox - What the visitor writes in.
 * @csspart send-button - The button that sends.
 * @csspart stop-button - The same button while an answer is coming in.
 *
 * @cssprop [--smail-chat-accent=#3b5bdb] - Colour of the launcher, the send button and the visitor's messages.
 * @cssprop [--smail-chat-accent-text=#fff] - Colour of what stands on the accent; keep the contrast at 4.5:1.
 * @cssprop [--smail-chat-font=system-ui] - Font families.
 * @cssprop [--smail-chat-radius=16px] - How round the panel's corners are; the smaller parts follow.
 * @cssprop [--smail-chat-z-index=2147483000] - Where launcher and panel stand above the page.
 */
export class SmailChatElement extends LitElement {
  static override styles = styles;

  /** The server of elements that name none, an origin; set by the script tag. By default the page's own. */
  static defaultServer: string | undefined;

  /** Which of the server's chatbots answers. A change begins a new conversation. */
  @property({ attribute: 'chatbot-id' }) chatbotId = '';

  /** The server's address, of which only the origin counts. What is no HTTP address counts as absent. */
  @property() server = '';

  /** Anything but `floating` is `inline`. */
  @property({ reflect: true, useDefault: true, converter: { fromAttribute: readMode } }) mode: Mode = 'inline';

  /**
   * How long to wait before a lost connection is tried again, in milliseconds; the attempts after it wait twice as long each,
   * up to 30 s. What is no number above 0 counts as absent.
   */
  @property({ attribute: 'retry-base', useDefault: true, converter: { fromAttribute: readRetryBase } })
  retryBase = RETRY_BASE_MS;

  /** Whether the floating chat is open. Setting it moves no focus; the launcher and the close button do. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** Whether the visitor has had the chat before their eyes. */
  @state() private seen = false;

  @query('.launcher') private readonly launcherButton!: HTMLElement | null;
  @query('.log') private readonly log!: HTMLElement | null;
  @query('.field') private readonly textbox!: HTMLElement | null;

  readonly #conversation = new ConversationController(this, {
    messenger: () => new Messenger(this.#client, { ...CONDITIONS, retryBaseMs: this.retryBase }),
    chatbotId: () => this.chatbotId,
    saved: () => this.#saved,
    tell: (message) => this.#tabs.tell(message),
    onSettled: (turn) => this.#announceEnd(turn),
    onDiagnostics: (detail) => this.#dispatch('smail-chat-diagnostics', detail),
  });
  readonly #tabs = new OtherTabs(
    this,
    () => `smail-chat ${this.#origin} ${this.chatbotId}`,
    (message) => this.#conversation.hear(message),
  );
  readonly #chatbot = new ChatbotController(this, (signal) => this.#client.chatbot(this.chatbotId, signal));
  readonly #stickToBottom = new StickToBottom(this, () => this.log);

  #saved = new SavedSession('', '');
  /** Whether this server and this chatbot were begun with. */
  #hasBegun = false;

  constructor() {
    super();
    this.addController(
      new PageLife({
        onLeave: () => {
          this.#conversation.suspend();
          this.#tabs.leave();
        },
        onReturn: () => {
          this.#tabs.rejoin();
          this.#conversation.resume();
        },
        onVisible: () => {
          if (!this.#tabs.canBeHeard) this.#conversation.mistrust();
          this.#conversation.refresh();
        },
      }),
    );
    this.addController(new FirstSight(this, () => (this.seen = true)));
    this.addController(new KeyFence(this));
  }

  get #origin(): string {
    const { origin = SmailChatElement.defaultServer ?? location.origin } = httpUrl(this.server, document.baseURI) ?? {};
    return origin;
  }

  get #client(): ChatClient {
    return new ChatClient(this.#origin);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('server') || changed.has('chatbotId')) this.#end();
    if (this.open) this.seen = true;
    // Outside the page nothing is begun: nobody would end it. Its coming in brings another update.
    if (!this.isConnected) return;
    if (!this.#hasBegun) this.#begin();
    if (!this.seen) return;
    this.#chatbot.load();
    this.#conversation.load();
  }

  /** Begins with a server and a chatbot, the first or others: with what is saved of an answer that is still to come, if any. */
  #begin(): void {
    this.#hasBegun = true;
    this.#saved = new SavedSession(this.#origin, this.chatbotId);
    this.#tabs.rejoin();
    const { open, turn } = this.#saved.tab;
    if (!turn) return;
    if (open && this.mode === 'floating') this.open = true;
    this.#conversation.load();
  }

  /** Has done with the server and the chatbot that there were. */
  #end(): void {
    this.#hasBegun = false;
    this.#conversation.clear();
    this.#chatbot.clear();
    this.#tabs.leave();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const wasOpen = changed.has('open') ? (changed.get('open') ?? false) : this.open;
    if (this.mode !== 'floating' || this.open === wasOpen) return;
    this.#saved.keep({ open: this.open });
    this.#dispatch(this.open ? 'smail-chat-open' : 'smail-chat-close', undefined);
  }

  protected override render(): TemplateResult {
    const floating = this.mode === 'floating';
    const name = this.#chatbot.chatbot?.name || strings.chat;
    // Launcher and messages belong to a landmark, as everything in a page should.
    return html`<section class="root ${this.mode}" aria-label=${floating ? strings.chat : name}>
      ${floating ? launcher({ hidden: this.open, onOpen: () => void this.#open() }) : nothing}
      ${floating && !this.seen ? nothing : this.#panel(name, floating)}
    </section>`;
  }

  #panel(name: string, floating: boolean): TemplateResult {
    const { turns, openTurn } = this.#conversation;
    const last = turns.at(-1);
    return panel({
      name,
      hidden: floating && !this.open,
      onClose: floating ? () => void this.#close() : undefined,
      content: [
        messageList({
          chatbot: this.#chatbot.chatbot,
          chatbotFailure: this.#chatbot.failure,
          turns,
          server: this.#origin,
          onSuggestion: (text) => this.#pick(text),
          onRetry: () => this.#retry(),
          onRetryChatbot: () => this.#retryChatbot(),
        }),
        statusLine(last),
        announcement(last),
        composer({
          answering: openTurn !== undefined,
          onSend: (text) => this.#send(text),
          onStop: () => this.#conversation.stop(),
        }),
      ],
    });
  }

  async #open(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.textbox?.focus();
  }

  async #close(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    this.launcherButton?.focus();
  }

  #send(text: string): boolean {
    if (!this.#conversation.send(text)) return false;
    this.#stickToBottom.pin();
    this.#dispatch('smail-chat-message', { message: text.trim() });
    return true;
  }

  #pick(suggestion: string): void {
    if (this.#send(suggestion)) this.#focusLog();
  }

  #retry(): void {
    if (!this.#conversation.retry()) return;
    this.#stickToBottom.pin();
    this.#focusLog();
  }

  #retryChatbot(): void {
    this.#chatbot.retry();
    this.#focusLog();
  }

  /** The button that was pressed goes away and would take the focus with it; the text field would call up a keyboard. */
  #focusLog(): void {
    this.log?.focus();
  }

  #announceEnd(turn: SettledTurn): void {
    switch (turn.phase) {
      case 'complete':
        this.#dispatch('smail-chat-complete', { messageId: turn.messageId, content: turn.text, sources: turn.sources });
        break;
      case 'failed': {
        const { code, retryable, retryAfter } = turn.failure;
        this.#dispatch('smail-chat-error', { code, retryable, retryAfter });
        break;
      }
      case 'cancelled':
        break;
      default:
        turn satisfies never;
    }
  }

  #dispatch<Type extends keyof SmailChatEventMap>(type: Type, detail: SmailChatEventMap[Type]['detail']): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function readMode(value: string | null): Mode {
  return value === 'floating' ? 'floating' : 'inline';
}

function readRetryBase(value: string | null): number {
  const ms = Number(value ?? '');
  return Number.isFinite(ms) && ms > 0 ? ms : RETRY_BASE_MS;
}

declare global {
  interface HTMLElementTagNameMap {
    'smail-chat': SmailChatElement;
  }
}
