import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';

import type { MarkdownOptions } from './markdown/options.ts';
import {
  elementSettings,
  PACE,
  readMode,
  readPace,
  readRetryBase,
  settingProperties,
  settle,
  type Mode,
  type Settings,
  type SomeSettings,
} from './settings.ts';
import { RETRY_BASE_MS } from './transport/retry-policy.ts';

/** An element with what its owner settles. Of some the server has a say, too: what is set here wins. Junk counts as absent. */
export class ConfiguredElement extends LitElement {
  static override properties = settingProperties;

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

  /**
   * `light`, `dark`, `auto` (as the visitor's system has it) or `page` (as the page's `color-scheme` says).
   * @attr theme
   */
  theme: Settings['theme'] | undefined;

  /**
   * The colour of the launcher and the visitor's messages: `#` and 3 or 6 hexadecimal digits.
   * @attr accent
   */
  accent: string | undefined;

  /**
   * Where the launcher stands: at the `end` of a line, which is on the right where one reads from left to right, or at its `start`.
   * @attr position
   */
  position: Settings['position'] | undefined;

  /**
   * What is switched on and off. The attribute has names separated by white space, and `no-` before those that are to be off:
   * `sound no-print`. What is not named stays as it is.
   * @attr {string} features
   */
  features: SomeSettings['features'];

  /**
   * Whether the page's title, address and selection go along with a question, which its visitor sees and can prevent: `on` or
   * `off`. The server has to allow it, and is asked to by default: this can switch it off for a page.
   * @attr page-context
   */
  pageContext: boolean | undefined;

  /**
   * What the chatbot says first.
   * @attr greeting
   */
  greeting: string | undefined;

  /**
   * In place of the line that says that an AI answers. An empty one does not take it away.
   * @attr ai-notice
   */
  aiNotice: string | undefined;

  /**
   * The address of the owner's privacy notice; http or https.
   * @attr privacy-url
   */
  privacyUrl: string | undefined;

  /**
   * What stands in the text field while it is empty.
   * @attr placeholder
   */
  placeholder: string | undefined;

  /**
   * The launcher's name.
   * @attr launcher-label
   */
  launcherLabel: string | undefined;

  /**
   * After how many seconds a floating chat opens by itself, once a visitor; at most a day.
   * @attr open-after
   */
  openAfter: number | undefined;

  /**
   * A CSS selector: a floating chat opens by itself when the first thing that matches it comes into sight, once a visitor.
   * @attr open-on-selector
   */
  openOnSelector: string | undefined;

  /**
   * The language of the chat's texts, a BCP 47 tag. By default the server chooses what the visitor reads.
   * @attr language
   */
  language: string | undefined;

  /** @param server - the server's layer, once it is known. */
  protected settled(server: SomeSettings = {}): Settings {
    return settle(server, elementSettings(this));
  }
}
