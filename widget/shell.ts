import type { ChatbotController } from './controllers/chatbot-controller.ts';
import type { PageContextController } from './controllers/page-context.ts';
import type { PageEvents } from './controllers/page-events.ts';
import type { SavedSession } from './controllers/saved-session.ts';
import type { ConfiguredElement } from './configured-element.ts';
import type { Settings } from './settings.ts';
import type { Translate } from './texts.ts';

/** What the element is to its inside, which is loaded when it is needed. What is a function may change between two calls. */
export interface Shell {
  readonly element: ConfiguredElement;
  readonly chatbot: ChatbotController;
  readonly pageContext: PageContextController;
  readonly events: PageEvents;
  readonly saved: () => SavedSession;
  readonly settings: () => Settings;
  readonly t: () => Translate;
  /** The chat's. */
  readonly name: () => string;
  /** What the texts are in (BCP 47). */
  readonly language: () => string;
  /** The server's. */
  readonly origin: () => string;
  /** What the visitor's tabs have in common. */
  readonly channel: () => string;
  /** Who the visitor is, as the owner's server says. */
  readonly identity: () => string | undefined;
  /** Whether the conversation is before the visitor's eyes, and not closed or minimised. */
  readonly isShown: () => boolean;
}
