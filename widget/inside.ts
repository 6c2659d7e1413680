import { adoptStyles, type TemplateResult } from 'lit';

import type { ConfiguredElement } from './configured-element.ts';
import { Announcer } from './controllers/announcer.ts';
import { Connection } from './controllers/connection.ts';
import { ConversationController } from './controllers/conversation-controller.ts';
import { ConversationMenu } from './controllers/conversation-menu.ts';
import { Draft } from './controllers/draft.ts';
import { News } from './controllers/news.ts';
import { OtherTabs } from './controllers/other-tabs.ts';
import { PageLife } from './controllers/page-life.ts';
import { ReadingAloud } from './controllers/reading-aloud.ts';
import { Resizing } from './controllers/resizing.ts';
import { StickToBottom } from './controllers/stick-to-bottom.ts';
import { TimeLimits } from './controllers/time-limits.ts';
import { TurnTools } from './controllers/turn-tools.ts';
import { Viewport } from './controllers/viewport.ts';
import { Waiting } from './controllers/waiting.ts';
import type { Turn } from './conversation/turn.ts';
import { codeStyles } from './markdown/code-view.styles.ts';
import { markdownStyles } from './markdown/markdown.styles.ts';
import { messageToolsStyles } from './message-tools.styles.ts';
import type { OwnProperties } from './own-properties.ts';
import { pageContextStyles } from './page-context.styles.ts';
import { Rendering } from './rendering.ts';
import type { Shell } from './shell.ts';
import { styles } from './smail-chat.styles.ts';
import { ChatClient } from './transport/chat-client.ts';
import { CONDITIONS } from './transport/conditions.ts';
import { Messenger } from './transport/messenger.ts';
import { announcements } from './views/announcements.ts';
import { composer } from './views/composer.ts';
import { jumpButton } from './views/jump-button.ts';
import { menu } from './views/menu.ts';
import { messageList } from './views/message-list.ts';
import { pageContext } from './views/page-context.ts';
import { resizeHandle } from './views/resize-handle.ts';
import { statusLine } from './views/status-line.ts';

const STYLES = [styles, markdownStyles, codeStyles, pageContextStyles, messageToolsStyles];

/**
 * The conversation and everything about it: what a chat has in its panel, and does once it was opened. It lives as long as its
 * element, and goes with it out of a page and into another.
 */
export class Inside {
  readonly #shell: Shell;
  readonly #conversation: ConversationController;
  readonly #tabs: OtherTabs;
  readonly #stickToBottom: StickToBottom;
  readonly #announcer: Announcer;
  readonly #connection: Connection;
  readonly #viewport: Viewport;
  readonly #waiting: Waiting;
  readonly #news: News;
  readonly #resizing: Resizing;
  readonly #draft: Draft;
  readonly #turnTools: TurnTools;
  readonly #menu: ConversationMenu;
  readonly #rendering: Rendering;

  constructor(shell: Shell) {
    const { element, chatbot, saved, settings, t } = shell;
    const find = (selector: string): HTMLElement | null => this.#find(selector);
    const say = (text: string): void => this.#announcer.say(text);
    const turns = (): readonly Turn[] => this.#conversation.turns;
    const features = () => settings().features;
    this.#shell = shell;
    this.#conversation = new ConversationController(element, {
      context: () => shell.pageContext.sent,
      messenger: () => new Messenger(this.#client(), { ...CONDITIONS, retryBaseMs: element.retryBase }),
      chatbotId: () => element.chatbotId,
      saved,
      streamingPercent: () => chatbot.chatbot?.streamingPercent,
      tell: (message) => this.#tabs.tell(message),
      onSettled: (turn) => {
        if (turn.phase === 'complete') this.#news.tell();
        shell.events.tellEnd(turn);
      },
      onDiagnostics: (detail) => shell.events.dispatch('smail-chat-diagnostics', detail),
    });
    this.#tabs = new OtherTabs(element, shell.channel, (message) => this.#conversation.hear(message));
    this.#stickToBottom = new StickToBottom(element, () => find('.log'));
    this.#announcer = new Announcer(element);
    const readingAloud = new ReadingAloud(element, { t, turns, openTurn: () => this.#conversation.openTurn, say });
    this.#connection = new Connection(element);
    this.#viewport = new Viewport(element);
    this.#waiting = new Waiting(element, () => turns().at(-1));
    this.#news = new News(element, { isOpen: shell.isShown, features, t });
    this.#resizing = new Resizing(element, {
      panel: () => find('.panel'),
      size: () => saved().tab.size,
      onResize: (size) => saved().keep({ size }),
    });
    this.#draft = new Draft(element, {
      field: () => this.textbox,
      saved,
      onShort: (count) => say(t()('charactersLeft', { count })),
    });
    this.#turnTools = new TurnTools(element, {
      t,
      find,
      say,
      send: (...rating) => this.#conversation.sendRating(...rating),
      show: (messageId, feedback) => this.#conversation.rate(messageId, feedback),
      onRated: (messageId, feedback) => {
        this.#tabs.tell({ type: 'rated', messageId, feedback });
        shell.events.dispatch('smail-chat-feedback', { messageId, rating: null, ...feedback });
      },
      sendAnew: (text) => this.#sendAnew(text),
      onRetry: () => this.#retry(),
      onFollowUp: (text) => this.#pick(text),
    });
    this.#menu = new ConversationMenu(element, {
      t,
      features,
      name: shell.name,
      chatbotId: () => element.chatbotId,
      turns,
      find,
      startAnew: () => this.#conversation.startAnew(),
      erase: (signal) => this.#erase(signal),
      server: shell.origin,
      say,
      onEmpty: () => this.#focusLog(),
    });
    this.#rendering = new Rendering(shell, new TimeLimits(element), (turn, block) =>
      readingAloud.read(turn.key, block),
    );
    element.addController(
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
    const { elementStyles } = element.constructor as typeof ConfiguredElement;
    adoptStyles(element.renderRoot as ShadowRoot, [...elementStyles, ...STYLES]);
  }

  /** How many answers were finished since the chat was closed. */
  get unread(): number {
    return this.#news.unread;
  }

  /** The last turn, if its answer is asked for in this tab. */
  get ownTurn(): Turn | undefined {
    return this.#conversation.ownTurn;
  }

  /** Whether an answer is still to come or coming in. */
  get isAnswering(): boolean {
    return this.#conversation.openTurn !== undefined;
  }

  get textbox(): HTMLTextAreaElement | null {
    return this.#find('.field') as HTMLTextAreaElement | null;
  }

  /** What a keyboard on the screen makes of the window. */
  get properties(): OwnProperties {
    return this.#viewport.properties;
  }

  /** Takes up what was said, and an answer that was still to come. Does nothing if that was begun. */
  load(): void {
    this.#conversation.load();
  }

  /** The server and the chatbot are others, or the page is. */
  begin(): void {
    this.#tabs.rejoin();
  }

  /** Has done with the server and the chatbot that there were. */
  end(): void {
    this.#conversation.clear();
    this.#tabs.leave();
  }

  /** @returns whether it was asked. */
  send(text: string): boolean {
    this.#news.prepare();
    if (!this.#conversation.send(text)) return false;
    this.#stickToBottom.pin();
    this.#shell.events.dispatch('smail-chat-message', { message: text.trim() });
    return true;
  }

  stop(): void {
    this.#conversation.stop();
  }

  /** Stops the answer that is coming in, and begins a new conversation, in all tabs. */
  startAnew(): void {
    this.#conversation.startAnew();
  }

  /** As `startAnew`, for another visitor, whose the draft is not. */
  changeVisitor(): void {
    this.#conversation.startAnew();
    this.#draft.clear();
  }

  /** Buttons for the header. */
  tools(): readonly TemplateResult[] {
    return this.#menu.view ? [menu(this.#menu.view)] : [];
  }

  /** What stands below the header, in order. */
  content(): readonly TemplateResult[] {
    const { chatbot, settings, pageContext: context, t, element } = this.#shell;
    const { turns, openTurn } = this.#conversation;
    const last = turns.at(-1);
    const described = chatbot.chatbot;
    const content = [
      messageList(
        {
          chatbot: described && { ...described, greeting: settings().greeting ?? '' },
          chatbotFailure: chatbot.failure,
          turns,
          turnView: (turn, isLast) => this.#turnTools.viewOf(turn, isLast),
          onSuggestion: (text) => this.#pick(text),
          onRetryChatbot: () => {
            chatbot.retry();
            this.#focusLog();
          },
        },
        this.#rendering.drawing,
      ),
      jumpButton({ t: t(), hidden: this.#stickToBottom.isPinned, onJump: () => this.#jump() }),
      this.#status(last),
      announcements(this.#announcer.said),
      pageContext({
        t: t(),
        context: context.shown,
        isLeftOut: context.isLeftOut,
        onLeaveOut: (isLeftOut) => (context.isLeftOut = isLeftOut),
      }),
      composer({
        t: t(),
        answering: openTurn !== undefined,
        charactersLeft: this.#draft.charactersLeft,
        lastQuestion: last?.question,
        onSend: (text) => this.send(text),
        onStop: () => this.stop(),
      }),
    ];
    return element.mode === 'floating' ? [...content, resizeHandle(this.#resizing, t())] : content;
  }

  #status(turn: Turn | undefined): TemplateResult {
    const { answer, state: stateMs } = this.#waiting.waited;
    const { t, language, settings } = this.#shell;
    return statusLine({
      t: t(),
      language: language(),
      turn,
      stateMs,
      answerMs: settings().features.usage ? answer : undefined,
      usage: turn?.phase === 'complete' ? turn.usage : undefined,
      isOnline: this.#connection.isOnline,
    });
  }

  #client(): ChatClient {
    const { origin, identity, events } = this.#shell;
    const onRefused = (): void => events.dispatch('smail-chat-diagnostics', { kind: 'identity-refused' });
    return new ChatClient(origin(), { identity: identity(), onRefused });
  }

  async #erase(signal: AbortSignal): Promise<void> {
    const draft = this.textbox?.value;
    const isDone = await this.#conversation.erase(signal);
    // What was typed meanwhile is of the next conversation.
    if (isDone && this.textbox?.value === draft) this.#draft.clear();
  }

  #jump(): void {
    this.#stickToBottom.pin();
    this.#focusLog();
  }

  #sendAnew(text?: string): boolean {
    this.#news.prepare();
    if (!this.#conversation.sendAnew(text)) return false;
    this.#jump();
    const { question = '' } = this.#conversation.openTurn ?? {};
    this.#shell.events.dispatch('smail-chat-message', { message: question });
    return true;
  }

  #find(selector: string): HTMLElement | null {
    return this.#shell.element.renderRoot.querySelector<HTMLElement>(selector);
  }

  #pick(suggestion: string): void {
    if (this.send(suggestion)) this.#focusLog();
  }

  #retry(): void {
    if (this.#conversation.retry()) this.#jump();
  }

  /** The button that was pressed goes away and would take the focus with it; the text field would call up a keyboard. */
  #focusLog(): void {
    this.#find('.log')?.focus();
  }
}
