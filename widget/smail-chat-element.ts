import { adoptStyles, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import type { PageContext } from '../protocol/requests.ts';
import { ConfiguredElement } from './configured-element.ts';
import { Announcer } from './controllers/announcer.ts';
import { ChatbotController } from './controllers/chatbot-controller.ts';
import { Connection } from './controllers/connection.ts';
import { ConversationController } from './controllers/conversation-controller.ts';
import { ConversationMenu } from './controllers/conversation-menu.ts';
import { Draft } from './controllers/draft.ts';
import { FirstSight } from './controllers/first-sight.ts';
import { KeyFence } from './controllers/key-fence.ts';
import { News } from './controllers/news.ts';
import { OtherTabs } from './controllers/other-tabs.ts';
import { PageContextController } from './controllers/page-context.ts';
import { PageEvents } from './controllers/page-events.ts';
import { PageLife } from './controllers/page-life.ts';
import { ReadingAloud } from './controllers/reading-aloud.ts';
import { Resizing } from './controllers/resizing.ts';
import { SavedSession } from './controllers/saved-session.ts';
import { SelfOpening } from './controllers/self-opening.ts';
import { StickToBottom } from './controllers/stick-to-bottom.ts';
import { TimeLimits } from './controllers/time-limits.ts';
import { TurnTools } from './controllers/turn-tools.ts';
import { Viewport } from './controllers/viewport.ts';
import { Waiting } from './controllers/waiting.ts';
import { WhenIdle } from './controllers/when-idle.ts';
import type { Turn } from './conversation/turn.ts';
import { codeStyles } from './markdown/code-view.styles.ts';
import { httpUrl, safeHref } from './markdown/link-policy.ts';
import { markdownStyles } from './markdown/markdown.styles.ts';
import type { MarkdownLabels, MarkdownOptions } from './markdown/options.ts';
import { setOwnProperties } from './own-properties.ts';
import { panelStyles } from './panel.styles.ts';
import { rootStyles } from './root.styles.ts';
import { pageContextStyles } from './page-context.styles.ts';
import { messageToolsStyles } from './message-tools.styles.ts';
import { PACE, readMode, readPace, readRetryBase, wordingOf, type Mode } from './settings.ts';
import type { SmailChatEventMap, SmailChatEventName } from './smail-chat-events.ts';
import { styles } from './smail-chat.styles.ts';
import type { Translate } from './texts.ts';
import { ChatClient } from './transport/chat-client.ts';
import { CONDITIONS } from './transport/conditions.ts';
import { Messenger } from './transport/messenger.ts';
import { RETRY_BASE_MS } from './transport/retry-policy.ts';
import { announcements } from './views/announcements.ts';
import { composer } from './views/composer.ts';
import type { Drawing } from './views/drawing.ts';
import { launcher } from './views/launcher.ts';
import { menu } from './views/menu.ts';
import { messageList } from './views/message-list.ts';
import { pageContext } from './views/page-context.ts';
import type { PacedMarkdownOptions } from './views/paced-markdown.ts';
import { jumpButton, panel, type FloatingView } from './views/panel.ts';
import { statusLine } from './views/status-line.ts';

/** What a chat that is closed does not need yet: a page is not to pay for parsing it. */
const INNER_STYLES = [styles, markdownStyles, codeStyles, pageContextStyles, messageToolsStyles];

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
  static override styles = [rootStyles, panelStyles];

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

  /**
   * The least speed at which an answer's text appears, in characters a second; it is never more than half a second behind what has
   * arrived. `Infinity` shows text as it arrives. What is no number above 0 counts as absent.
   */
  @property({ useDefault: true, converter: { fromAttribute: readPace } }) pace = PACE;

  /**
   * Addresses below which answers may show images, separated by white space: each an origin and a path. All other images are links.
   * An image that is shown is fetched without a click, and its address can tell its server what was said.
   */
  @property() images = '';

  /**
   * Shows mathematics. By default it stands there as its source.
   * @param source - TeX.
   * @param display - whether it stands on lines of its own.
   * @returns a node, or `undefined` to show the source.
   */
  @property({ attribute: false }) renderMath: MarkdownOptions['renderMath'];

  /** Whether the floating chat is open. Setting it moves no focus; the launcher and the close button do. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** Whether the visitor has had the chat before their eyes. */
  @state() private seen = false;

  /** Whether there is only the floating panel's header to be seen. */
  @state() private minimised = false;

  @query('.root') private readonly root!: HTMLElement | null;
  @query('.panel') private readonly panel!: HTMLElement | null;
  @query('.launcher') private readonly launcherButton!: HTMLElement | null;
  @query('.log') private readonly log!: HTMLElement | null;
  @query('.field') private readonly textbox!: HTMLTextAreaElement | null;

  readonly #pageContext = new PageContextController(
    this,
    () => this.#settings.pageContext && this.#chatbot.chatbot?.settings.pageContext === true,
  );
  readonly #conversation = new ConversationController(this, {
    context: () => this.#pageContext.sent,
    messenger: () => new Messenger(this.#client, { ...CONDITIONS, retryBaseMs: this.retryBase }),
    chatbotId: () => this.chatbotId,
    saved: () => this.#saved,
    streamingPercent: () => this.#chatbot.chatbot?.streamingPercent,
    tell: (message) => this.#tabs.tell(message),
    onSettled: (turn) => {
      if (turn.phase === 'complete') this.#news.tell();
      this.#events.tellEnd(turn);
    },
    onDiagnostics: (detail) => this.#events.dispatch('smail-chat-diagnostics', detail),
  });
  readonly #tabs = new OtherTabs(
    this,
    () => `smail-chat ${this.#origin} ${this.chatbotId}`,
    (message) => this.#conversation.hear(message),
  );
  readonly #chatbot = new ChatbotController(this, (signal) =>
    this.#client.chatbot(this.chatbotId, signal, this.#settings.language),
  );
  readonly #events = new PageEvents(this, {
    chatbot: () => this.#chatbot.chatbot,
    ownTurn: () => this.#conversation.ownTurn,
  });
  readonly #stickToBottom = new StickToBottom(this, () => this.log);
  readonly #announcer = new Announcer(this);
  readonly #readingAloud = new ReadingAloud(this, {
    t: () => this.#t,
    turns: () => this.#conversation.turns,
    openTurn: () => this.#conversation.openTurn,
    say: (text) => this.#announcer.say(text),
  });
  readonly #connection = new Connection(this);
  readonly #viewport = new Viewport(this);
  readonly #waiting = new Waiting(this, () => this.#conversation.turns.at(-1));
  readonly #news = new News(this, {
    isOpen: () => (this.open && !this.minimised) || this.mode !== 'floating',
    features: () => this.#settings.features,
    t: () => this.#t,
  });
  readonly #resizing = new Resizing(this, {
    panel: () => this.panel,
    size: () => this.#saved.tab.size,
    onResize: (size) => this.#saved.keep({ size }),
  });
  readonly #limits = new TimeLimits(this);
  readonly #draft = new Draft(this, {
    field: () => this.textbox,
    saved: () => this.#saved,
    onShort: (count) => this.#announcer.say(this.#t('charactersLeft', { count })),
  });
  readonly #turnTools = new TurnTools(this, {
    t: () => this.#t,
    find: (selector) => this.#find(selector),
    say: (text) => this.#announcer.say(text),
    send: (...rating) => this.#conversation.sendRating(...rating),
    show: (messageId, feedback) => this.#conversation.rate(messageId, feedback),
    onRated: (messageId, feedback) => {
      this.#tabs.tell({ type: 'rated', messageId, feedback });
      this.#events.dispatch('smail-chat-feedback', { messageId, rating: null, ...feedback });
    },
    sendAnew: (text) => this.#sendAnew(text),
    onRetry: () => this.#retry(),
    onFollowUp: (text) => this.#pick(text),
  });
  readonly #menu = new ConversationMenu(this, {
    t: () => this.#t,
    features: () => this.#settings.features,
    name: () => this.#name,
    chatbotId: () => this.chatbotId,
    turns: () => this.#conversation.turns,
    find: (selector) => this.#find(selector),
    startAnew: () => this.#conversation.startAnew(),
    erase: async (signal) => {
      const draft = this.textbox?.value;
      const isDone = await this.#conversation.erase(signal);
      // What was typed meanwhile is of the next conversation.
      if (isDone && this.textbox?.value === draft) this.#draft.clear();
    },
    server: () => this.#origin,
    say: (text) => this.#announcer.say(text),
    onEmpty: () => this.#focusLog(),
  });

  readonly #idle = new WhenIdle(this, () => this.#chatbot.load());
  readonly #selfOpening = new SelfOpening(this, {
    key: () => `smail-chat ${this.#origin} ${this.chatbotId} opened`,
    open: () => this.show(false),
  });

  #saved = new SavedSession('', '');
  /** Of all layers. */
  #settings = this.settled();
  /** Whether `seen` is no news. */
  #wasSeen = false;
  /** What in the page had the focus when the chat was opened: the host, if it was the launcher. */
  #opener: Element | null = null;
  /** What `images` lists. */
  #allowedImages: readonly string[] = [];
  /** What messages are labelled with, and by whom: kept, as a text with other labels is drawn anew. */
  #labels: Partial<MarkdownLabels> = {};
  #labelled: Translate | undefined;
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

  get #t(): Translate {
    const { t } = this.#chatbot;
    const wording = wordingOf(this.#settings);
    return (key, values) => wording[key] ?? t(key, values);
  }

  get #name(): string {
    return this.#chatbot.chatbot?.name || this.#t('chat');
  }

  /** What the texts are in (BCP 47). */
  get #language(): string {
    return this.#chatbot.chatbot?.language ?? 'en';
  }

  /** As the visitor has it, as far as that is the language of the texts: British visitors of an English chat have 24 hours. */
  get #locale(): string {
    const language = this.#language;
    return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  }

  get #drawing(): Drawing {
    return {
      t: this.#t,
      locale: this.#locale,
      features: this.#settings.features,
      limitOf: (failure) => this.#limits.of(failure),
      server: this.#origin,
      rendering: (turn) => this.#rendering(turn),
    };
  }

  get #client(): ChatClient {
    return new ChatClient(this.#origin);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('server') || changed.has('chatbotId')) this.#end();
    const { language } = this.#settings;
    this.#settings = this.settled(this.#chatbot.chatbot?.settings);
    if (changed.has('images')) this.#allowedImages = this.images.split(/\s+/).filter(Boolean);
    if (this.#labelled !== this.#chatbot.t) this.#label();
    if (this.#settings.language !== language) this.#chatbot.clear();
    if (this.open) this.seen = true;
    if (changed.has('open')) this.minimised = false;
    // Outside the page nothing is begun: nobody would end it. Its coming in brings another update.
    if (!this.isConnected) return;
    if (!this.#hasBegun) this.#begin();
    const { chatbot } = this.#chatbot;
    if (this.mode === 'floating' && !this.open) this.#selfOpening.wait(this.#settings);
    if (!this.seen) {
      // The launcher has a name, a colour and a place, which need not come at once.
      if (this.mode === 'floating' && !chatbot) this.#idle.ask();
      return;
    }
    // What was in vain while nobody looked is tried again for the first who does.
    if (!this.#wasSeen) {
      this.#chatbot.retry();
      adoptStyles(this.renderRoot as ShadowRoot, [...SmailChatElement.elementStyles, ...INNER_STYLES]);
    }
    this.#wasSeen = true;
    this.#chatbot.load();
    this.#conversation.load();
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
      this.#opener = document.activeElement;
      this.open = true;
    }
    if (focus) void this.updateComplete.then(() => this.textbox?.focus());
  }

  /** Closes a floating chat. The focus, if it is inside, goes back to where it was when the chat was opened, or to the launcher. */
  hide(): void {
    if (this.shadowRoot?.activeElement) void this.#close();
    else this.open = false;
  }

  /** Opens a floating chat, or closes it. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /**
   * Asks in the visitor's name; opens nothing.
   * @returns whether it was asked: not while another answer is coming in, not a blank text, and not outside a page.
   */
  send(text: string): boolean {
    return this.#isUpToDate() && this.#send(text);
  }

  /** Stops the answer that is coming in. */
  stop(): void {
    this.#conversation.stop();
  }

  /** Stops the answer that is coming in, and begins a new conversation, in all tabs. This browser forgets the one before: the server keeps it, and the visitor cannot delete it any more. */
  reset(): void {
    if (!this.#isUpToDate()) return;
    this.#conversation.startAnew();
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

  #label(): void {
    const t = this.#t;
    this.#labelled = this.#chatbot.t;
    this.#labels = {
      copy: t('copyAnswer'),
      copied: t('copied'),
      selected: t('notCopied'),
      code: t('code'),
      table: t('table'),
      done: t('taskDone'),
      notDone: t('taskNotDone'),
    };
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
    if (this.root) {
      const accent = { '--_chosen-accent': this.#settings.accent };
      setOwnProperties(this.root, {
        ...accent,
        ...(this.open && this.#viewport.properties),
        ...this.#resizing.properties,
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
    const name = this.#name;
    // Launcher and messages belong to a landmark, as everything in a page should.
    const { theme, position } = this.#settings;
    const { direction } = this.#chatbot.chatbot ?? {};
    return html`<section
      class="root ${this.mode} ${theme} ${position}"
      lang=${this.#language}
      dir=${direction ?? nothing}
      aria-label=${floating ? this.#t('chat') : name}
    >
      ${floating ? launcher({ t: this.#t, unread: this.#news.unread, hidden: this.open, onOpen: () => this.show(true) }) : nothing}
      ${floating && !this.seen ? nothing : this.#panel(name, floating)}
    </section>`;
  }

  #panel(name: string, floating: boolean): TemplateResult {
    const { turns, openTurn } = this.#conversation;
    const last = turns.at(-1);
    const t = this.#t;
    const { chatbot } = this.#chatbot;
    return panel({
      t,
      name,
      hidden: floating && !this.open,
      privacyUrl: safeHref(this.#settings.privacyUrl ?? ''),
      floating: floating ? this.#floating() : undefined,
      // It would open below what a minimised panel shows.
      tools: this.#menu.view && !this.minimised ? [menu(this.#menu.view)] : [],
      content: [
        messageList(
          {
            chatbot: chatbot && { ...chatbot, greeting: this.#settings.greeting ?? '' },
            chatbotFailure: this.#chatbot.failure,
            turns,
            turnView: (turn, isLast) => this.#turnTools.viewOf(turn, isLast),
            onSuggestion: (text) => this.#pick(text),
            onRetryChatbot: () => this.#retryChatbot(),
          },
          this.#drawing,
        ),
        jumpButton({ t, hidden: this.#stickToBottom.isPinned, onJump: () => this.#jump() }),
        this.#status(last),
        announcements(this.#announcer.said),
        pageContext({
          t,
          context: this.#pageContext.shown,
          isLeftOut: this.#pageContext.isLeftOut,
          onLeaveOut: (isLeftOut) => (this.#pageContext.isLeftOut = isLeftOut),
        }),
        composer({
          t,
          answering: openTurn !== undefined,
          charactersLeft: this.#draft.charactersLeft,
          lastQuestion: last?.question,
          onSend: (text) => this.#send(text),
          onStop: () => this.#conversation.stop(),
        }),
      ],
    });
  }

  #floating(): FloatingView {
    return {
      minimised: this.minimised,
      unread: this.#news.unread,
      onMinimise: () => (this.minimised = !this.minimised),
      onClose: () => void this.#close(),
      resize: this.#resizing,
    };
  }

  #status(turn: Turn | undefined): TemplateResult {
    const { answer, state: stateMs } = this.#waiting.waited;
    const shown = this.#settings.features.usage;
    return statusLine({
      t: this.#t,
      language: this.#language,
      turn,
      stateMs,
      answerMs: shown ? answer : undefined,
      usage: turn?.phase === 'complete' ? turn.usage : undefined,
      isOnline: this.#connection.isOnline,
    });
  }

  /** @param turn - absent for what belongs to none. */
  #rendering(turn?: Turn): PacedMarkdownOptions {
    const { pace: perSecond, renderMath } = this;
    return {
      perSecond,
      base: this.#origin,
      images: this.#allowedImages,
      labels: this.#labels,
      ...(renderMath && { renderMath }),
      ...(turn && { onBlock: (block) => this.#readingAloud.read(turn.key, block) }),
    };
  }

  #jump(): void {
    this.#stickToBottom.pin();
    this.#focusLog();
  }

  async #close(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    const opener = this.#opener instanceof HTMLElement && this.#opener.isConnected ? this.#opener : this;
    if (opener === this || opener === document.body) this.launcherButton?.focus();
    else opener.focus();
  }

  #send(text: string): boolean {
    this.#news.prepare();
    if (!this.#conversation.send(text)) return false;
    this.#stickToBottom.pin();
    this.#events.dispatch('smail-chat-message', { message: text.trim() });
    return true;
  }

  #sendAnew(text?: string): boolean {
    this.#news.prepare();
    if (!this.#conversation.sendAnew(text)) return false;
    this.#stickToBottom.pin();
    this.#focusLog();
    const { question = '' } = this.#conversation.openTurn ?? {};
    this.#events.dispatch('smail-chat-message', { message: question });
    return true;
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
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
}

declare global {
  interface HTMLElementTagNameMap {
    'smail-chat': SmailChatElement;
  }
}
