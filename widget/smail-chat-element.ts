import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import type { PageContext } from '../protocol/requests.ts';
import { ConfiguredElement } from './configured-element.ts';
import { ChatbotController } from './controllers/chatbot-controller.ts';
import { FirstSight } from './controllers/first-sight.ts';
import { Focus } from './controllers/focus.ts';
import { forget, markOf } from './controllers/identity.ts';
import { KeyFence } from './controllers/key-fence.ts';
import { Loading } from './controllers/loading.ts';
import { PageContextController } from './controllers/page-context.ts';
import { PageEvents } from './controllers/page-events.ts';
import { SavedSession } from './controllers/saved-session.ts';
import { SelfOpening } from './controllers/self-opening.ts';
import { WhenIdle } from './controllers/when-idle.ts';
import type { Inside } from './inside.ts';
import { loadingStyles } from './loading.styles.ts';
import { httpUrl, safeHref } from './markdown/link-policy.ts';
import { setOwnProperties } from './own-properties.ts';
import { panelStyles } from './panel.styles.ts';
import { rootStyles } from './root.styles.ts';
import { wordingOf } from './settings.ts';
import type { SmailChatEventMap, SmailChatEventName } from './smail-chat-events.ts';
import type { Translate } from './texts.ts';
import { Server } from './transport/server.ts';
import { launcher } from './views/launcher.ts';
import { loading } from './views/loading.ts';
import { panel, type FloatingView } from './views/panel.ts';

/**
 * A chat that answers from a site's own documents.
 *
 * Nothing is asked of the server before the visitor has the chat before their eyes: until it is opened, or, inline, until it
 * is scrolled into sight. A floating one asks for its settings, when the page is idle, so that its launcher looks as it should.
 * An answer goes on while the chat is closed, and a conversation is the same in every tab. What an answer loses of its connection,
 * by a broken network, a reload, another page of the site or the element's leaving this one, is made up for as soon as there is a
 * connection and an element again; one that nobody comes back to ends on the server.
 *
 * The visitor's session is kept in `localStorage`; whether the chat was open, what it was about to answer and what was typed
 * and not sent, in `sessionStorage`; both from the moment on that there is something to keep. Without them it is forgotten with the page.
 *
 * @tag smail-chat
 *
 * @fires {CustomEvent<ReadyDetail>} smail-chat-ready - Its chatbot is known.
 * @fires smail-chat-open - The chat was opened, by the visitor or by setting `open`. Only when floating.
 * @fires smail-chat-close - The chat was closed, by the visitor or by removing `open`. Only when floating.
 * @fires {CustomEvent<MessageDetail>} smail-chat-message - The visitor has asked something, in this tab; as the next three.
 * @fires {CustomEvent<TokenDetail>} smail-chat-token - Text has come in; at most once a frame.
 * @fires {CustomEvent<CompleteDetail>} smail-chat-complete - An answer is whole.
 * @fires {CustomEvent<ErrorDetail>} smail-chat-error - An answer failed. What had arrived of it stays in sight.
 * @fires {CustomEvent<FeedbackDetail>} smail-chat-feedback - The visitor has rated an answer, or taken a rating back.
 * @fires {CustomEvent<DiagnosticsDetail>} smail-chat-diagnostics - Something became of the connection; for the owner's own
 *   measurements, nothing of what was said is in it.
 *
 * @csspart launcher - The button that opens the chat.
 * @csspart panel - The chat itself.
 * @csspart header - The line with the chatbot's name.
 * @csspart notice - The line below it that says that an AI answers.
 * @csspart unread - The number of unread answers, on the launcher.
 * @csspart minimise-button - The button that leaves nothing but the header to be seen.
 * @csspart resize-handle - The panel's free corner.
 * @csspart close-button - The button that closes the chat.
 * @csspart messages - What scrolls: everything that was said.
 * @csspart message - One thing that was said; also `visitor-message` or `assistant-message`.
 * @csspart copy-button - The button below an answer that copies it.
 * @csspart regenerate-button - The button that asks for another answer.
 * @csspart feedback-button - One of the two that rate an answer.
 * @csspart feedback-form - Where a visitor says what could be better.
 * @csspart edit-button - The button below a question that has it worded anew.
 * @csspart edit-form - Where that is done.
 * @csspart menu-button - The button in the header that opens the menu.
 * @csspart menu - The menu, or the question whether all is to be deleted.
 * @csspart menu-item - A button in it.
 * @csspart delete-button - The button that answers that question with yes.
 * @csspart counter - How many characters may still be typed.
 * @csspart jump-button - The button that goes to the end of a conversation that was scrolled up.
 * @csspart suggestions - The list of questions to pick from.
 * @csspart suggestion - One of them.
 * @csspart sources - Where an answer comes from.
 * @csspart source - One document of it, a link if the document has an address.
 * @csspart failure - What went wrong, with a way on.
 * @csspart retry-button - The button in it.
 * @csspart status - The line that says what the server is doing.
 * @csspart context - What goes along with a question, above the composer.
 * @csspart composer - The form below.
 * @csspart textbox - What the visitor writes in.
 * @csspart send-button - The button that sends.
 * @csspart stop-button - The same button while an answer is coming in.
 *
 * @cssprop [--smail-chat-accent=#3b5bdb] - Colour of the launcher, the send button and the visitor's messages.
 * @cssprop [--smail-chat-accent-text] - Colour of what stands on the accent; by default black or white, whichever is easier to read.
 * @cssprop [--smail-chat-surface] - Background. For this and the next colours use `light-dark()`, or settle the theme as well.
 * @cssprop [--smail-chat-raised] - Background of what stands out from it.
 * @cssprop [--smail-chat-text] - Colour of texts; keep the contrast at 4.5:1, as with the next one.
 * @cssprop [--smail-chat-muted] - Colour of quiet texts.
 * @cssprop [--smail-chat-line] - Colour of lines that only decorate.
 * @cssprop [--smail-chat-edge] - Colour of the edges of buttons and fields; keep the contrast at 3:1.
 * @cssprop [--smail-chat-font=system-ui] - Font families.
 * @cssprop [--smail-chat-font-size=medium] - Size of the text; all other sizes of texts follow.
 * @cssprop [--smail-chat-radius=16px] - How round the panel's corners are; the smaller parts follow.
 * @cssprop [--smail-chat-width=400px] - Width of the floating panel, until the visitor resizes it.
 * @cssprop [--smail-chat-height=640px] - Height of the floating panel, until the visitor resizes it.
 * @cssprop [--smail-chat-launcher-size=56px] - Width and height of the launcher.
 * @cssprop [--smail-chat-offset-inline=20px] - How far launcher and panel are from the side of the window.
 * @cssprop [--smail-chat-offset-block=20px] - How far they are from its lower edge.
 * @cssprop [--smail-chat-z-index=2147483000] - Where they stand above the page.
 *
 * @slot launcher-icon - In place of the launcher's icon.
 * @slot header - In place of the chatbot's icon and name in the header.
 * @slot empty - Shown as long as nothing was asked, between greeting and suggestions.
 */
export class SmailChatElement extends ConfiguredElement {
  static override styles = [rootStyles, panelStyles, loadingStyles];

  /** The server of elements that name none, an origin; set by the script tag. By default the page's own. */
  static defaultServer: string | undefined;

  /** Loads what is in an open chat. @param server - its origin. */
  static load: (server: string) => Promise<{ readonly Inside: typeof Inside }> = () => import('./inside.ts');

  /** Whether the floating chat is open. Setting it moves no focus; the launcher and the close button do. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** Whether the visitor has had the chat before their eyes. */
  @state() private seen = false;

  /** Whether there is only the floating panel's header to be seen. */
  @state() private minimised = false;

  @query('.root') private readonly root!: HTMLElement | null;

  readonly #pageContext = new PageContextController(
    this,
    () => this.#settings.pageContext && this.#chatbot.chatbot?.settings.pageContext === true,
  );
  readonly #chatbot = new ChatbotController(this, (signal) =>
    new Server(this.#origin).chatbot(this.chatbotId, signal, this.#settings.language),
  );
  readonly #events = new PageEvents(this, {
    chatbot: () => this.#chatbot.chatbot,
    ownTurn: () => this.#inside?.ownTurn,
  });
  readonly #focus = new Focus(this, () => this.#inside !== undefined);
  readonly #idle = new WhenIdle(this, () => this.#chatbot.load());
  readonly #selfOpening = new SelfOpening(this, {
    key: () => `${this.#channel} opened`,
    open: () => {
      this.show(false);
      // Where there is room for nothing else, the page stays before the visitor's eyes.
      this.minimised = this.root !== null && getComputedStyle(this.root).getPropertyValue('--_fills') !== '';
    },
  });
  readonly #loading = new Loading(
    this,
    () => SmailChatElement.load(this.#origin),
    ({ code, retryable, retryAfter }) => {
      if (this.#question !== undefined) this.#events.dispatch('smail-chat-error', { code, retryable, retryAfter });
    },
  );

  #inside: Inside | undefined;
  #saved = new SavedSession('', '');
  /** Of all layers. */
  #settings = this.settled();
  /** The texts, as the owner words them. */
  #t: Translate = this.#chatbot.t;
  /** Whether `seen` is no news. */
  #wasSeen = false;
  /** Whether there is something to be done for which nobody has to look. */
  #isAwaited = false;
  /** What was asked before there was anything to ask it with. */
  #question: string | undefined;
  /** Who the visitor is; absent where the page has not said whether it knows. */
  #identity: { readonly token: string | undefined } | undefined;
  /** Whether this server and this chatbot were begun with. */
  #hasBegun = false;

  constructor() {
    super();
    this.addController(new FirstSight(this, () => (this.seen = true)));
    this.addController(new KeyFence(this));
  }

  get #origin(): string {
    const { origin = SmailChatElement.defaultServer ?? location.origin } = httpUrl(this.server, document.baseURI) ?? {};
    return origin;
  }

  get #channel(): string {
    return `smail-chat ${this.#origin} ${this.chatbotId}`;
  }

  get #name(): string {
    return this.#chatbot.chatbot?.name || this.#t('chat');
  }

  get #language(): string {
    return this.#chatbot.chatbot?.language ?? 'en';
  }

  /** With what is loaded as well, if that was begun. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading.done;
    return super.getUpdateComplete();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('server') || changed.has('chatbotId')) this.#end();
    this.#settle();
    if (this.open) this.seen = true;
    else if (changed.has('open')) this.minimised = false;
    // Outside the page nothing is begun: nobody would end it. Its coming in brings another update.
    if (!this.isConnected) return;
    if (!this.#hasBegun) this.#begin();
    const isFloating = this.mode === 'floating';
    if (isFloating && !this.open) this.#selfOpening.wait(this.#settings);
    // The launcher has a name, a colour and a place, which need not come at once.
    if (isFloating && !this.seen && !this.#chatbot.chatbot) this.#idle.ask();
    if (this.seen) {
      // What was in vain while nobody looked is tried again for the first who does.
      if (!this.#wasSeen) this.#chatbot.retry();
      if (!this.#wasSeen || changed.get('open') === false) this.#loading.retry();
      this.#wasSeen = true;
      this.#chatbot.load();
    }
    if (this.seen || this.#isAwaited) this.#goInside();
  }

  /**
   * Opens a floating chat, and has an inline one begin.
   * @param focus - whether the text field takes the focus. By default it does when a floating chat is opened while the visitor is
   *   pressing something, and never in an inline one.
   */
  show(focus = this.mode === 'floating' && navigator.userActivation.isActive): void {
    this.seen = true;
    this.minimised = false;
    if (this.mode === 'floating' && !this.open) {
      this.#focus.note();
      this.open = true;
    }
    if (focus) this.#focus.enter();
  }

  /** Closes a floating chat. The focus, if it is inside, goes back to where it was when the chat was opened, or to the launcher. */
  hide(): void {
    if (this.shadowRoot?.activeElement) this.#focus.leave();
    this.open = false;
  }

  /** Opens a floating chat, or closes it. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /**
   * Asks in the visitor's name; opens nothing.
   * @returns whether it was asked, or will be as soon as what it takes is loaded: not while another answer is coming in, not a blank
   *   text, and not outside a page.
   */
  send(text: string): boolean {
    if (!this.#isUpToDate()) return false;
    if (this.#inside) return this.#inside.send(text);
    if (text.trim() === '' || this.#question !== undefined || this.#saved.tab.turn) return false;
    this.#question = text;
    this.#await();
    return true;
  }

  /** Stops the answer that is coming in. */
  stop(): void {
    this.#question = undefined;
    this.#inside?.stop();
  }

  /** Stops the answer that is coming in, and begins a new conversation, in all tabs. This browser forgets the one before: the server keeps it, and the visitor cannot delete it any more. */
  reset(): void {
    if (!this.#isUpToDate()) return;
    this.#question = undefined;
    if (this.#inside) this.#inside.startAnew();
    else forget(this.#saved, this.#channel);
  }

  /**
   * Says who the visitor is. A conversation of somebody else's is forgotten by this browser, in all tabs; the visitor's own goes on.
   * @param token - a JWT that the owner's server has signed; `undefined` for nobody in particular, as after a log-out.
   */
  identify(token?: string): void {
    this.#identity = { token: typeof token === 'string' && token !== '' ? token : undefined };
    if (this.#isUpToDate()) this.#recognise();
  }

  /**
   * Says what the visitor is looking at, where the page itself says it badly: each in the place of the page's own title, address
   * and selection, until it is given as `undefined`. It goes along only where page context does.
   */
  setContext(context: { readonly [Key in keyof PageContext]?: string | undefined }): void {
    this.#pageContext.set(context);
  }

  /** Listens to this chat. @param name - an event's, without `smail-chat-`. */
  on<Name extends SmailChatEventName>(
    name: Name,
    listener: (event: SmailChatEventMap[`smail-chat-${Name}`]) => void,
  ): void {
    this.addEventListener(`smail-chat-${name}`, listener as EventListener);
  }

  /** Listens no more. */
  off<Name extends SmailChatEventName>(
    name: Name,
    listener: (event: SmailChatEventMap[`smail-chat-${Name}`]) => void,
  ): void {
    this.removeEventListener(`smail-chat-${name}`, listener as EventListener);
  }

  /** Takes the chat out of the page. Nothing of it is left there: no listener, no timer, no connection. */
  destroy(): void {
    this.remove();
  }

  /** @returns whether it is in a page, and all that was set just before has had its effect. */
  #isUpToDate(): boolean {
    if (this.isConnected && this.isUpdatePending) this.performUpdate();
    return this.isConnected;
  }

  /** Merges the layers of settings, with what follows from them. */
  #settle(): void {
    const { chatbot, t } = this.#chatbot;
    const { language } = this.#settings;
    this.#settings = this.settled(chatbot?.settings);
    const wording = wordingOf(this.#settings);
    this.#t = (key, values) => wording[key] ?? t(key, values);
    if (this.#settings.language !== language) this.#chatbot.clear();
  }

  /** Begins with a server and a chatbot, the first or others: with what is saved of an answer that is still to come, if any. */
  #begin(): void {
    this.#hasBegun = true;
    this.#saved = new SavedSession(this.#origin, this.chatbotId);
    this.#recognise();
    this.#inside?.begin();
    const { open, turn } = this.#saved.tab;
    if (!turn) return;
    if (open && this.mode === 'floating') this.open = true;
    this.#isAwaited = true;
  }

  /** Has done with the server and the chatbot that there were. */
  #end(): void {
    this.#hasBegun = false;
    this.#isAwaited = false;
    this.#question = undefined;
    this.#chatbot.clear();
    this.#inside?.end();
  }

  #await(): void {
    this.#isAwaited = true;
    this.requestUpdate();
  }

  /** Goes on inside, as soon as that is there. */
  #goInside(): void {
    this.#loading.load();
    const { part } = this.#loading;
    if (!part) return;
    this.#inside ??= new part.Inside({
      element: this,
      chatbot: this.#chatbot,
      pageContext: this.#pageContext,
      events: this.#events,
      saved: () => this.#saved,
      settings: () => this.#settings,
      t: () => this.#t,
      name: () => this.#name,
      language: () => this.#language,
      origin: () => this.#origin,
      channel: () => this.#channel,
      identity: () => this.#identity?.token,
      isShown: () => (this.open && !this.minimised) || this.mode !== 'floating',
    });
    this.#inside.load();
    const question = this.#question;
    this.#question = undefined;
    if (question !== undefined) this.#inside.send(question);
  }

  /** Has done with the conversation, unless it is the visitor's. */
  #recognise(): void {
    if (!this.#identity) return;
    const { token } = this.#identity;
    const saved = this.#saved;
    saved.visitor = token === undefined ? undefined : markOf(token);
    // One that is about to begin would be somebody else's.
    if (saved.sessionId === undefined ? !this.#inside?.isAnswering : saved.owner === saved.visitor) return;
    if (this.#inside) this.#inside.changeVisitor();
    else forget(saved, this.#channel);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.root) {
      const { width, height } = this.#saved.tab.size ?? {};
      setOwnProperties(this.root, {
        '--_chosen-accent': this.#settings.accent,
        '--_width': width === undefined ? undefined : `${width}px`,
        '--_height': height === undefined ? undefined : `${height}px`,
        ...(this.open && this.#inside?.properties),
      });
    }
    const wasOpen = changed.has('open') ? (changed.get('open') ?? false) : this.open;
    if (this.mode !== 'floating' || this.open === wasOpen) return;
    this.#saved.keep({ open: this.open });
    if (this.open) this.#selfOpening.opened();
    this.#events.dispatch(this.open ? 'smail-chat-open' : 'smail-chat-close', undefined);
  }

  protected override render(): TemplateResult {
    const floating = this.mode === 'floating';
    const t = this.#t;
    // Launcher and messages belong to a landmark, as everything in a page should.
    const { theme, position } = this.#settings;
    const { direction } = this.#chatbot.chatbot ?? {};
    const door = {
      t,
      unread: this.#inside?.unread ?? 0,
      hidden: this.open,
      onApproach: () => this.#loading.load(),
      onOpen: () => this.show(true),
    };
    return html`<section
      class="root ${this.mode} ${theme} ${position}"
      lang=${this.#language}
      dir=${direction ?? nothing}
      aria-label=${floating ? t('chat') : this.#name}
    >
      ${floating ? launcher(door) : nothing} ${floating && !this.seen ? nothing : this.#panel(floating)}
    </section>`;
  }

  #panel(floating: boolean): TemplateResult {
    const inside = this.#inside;
    const t = this.#t;
    const { failure } = this.#loading;
    return panel({
      t,
      name: this.#name,
      hidden: floating && !this.open,
      isFocusable: !inside,
      privacyUrl: safeHref(this.#settings.privacyUrl ?? ''),
      floating: floating ? this.#floating() : undefined,
      // It would open below what a minimised panel shows.
      tools: this.minimised ? [] : inside?.tools(),
      content: inside?.content() ?? [
        loading({
          t,
          failure,
          onRetry: () => {
            this.#focus.enter();
            this.#loading.retry();
          },
        }),
      ],
    });
  }

  #floating(): FloatingView {
    return {
      minimised: this.minimised,
      unread: this.#inside?.unread ?? 0,
      onMinimise: () => (this.minimised = !this.minimised),
      onClose: () => this.hide(),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'smail-chat': SmailChatElement;
  }
}
