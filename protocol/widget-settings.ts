/**
 * What a chatbot's owner may settle for the widget on the server; a setting of the tag wins over it. Everything is optional: the
 * widget has a default for what is absent.
 */
export interface WidgetSettings {
  /** `auto`: as the visitor's system has it. `page`: as the page's `color-scheme` says. */
  readonly theme?: (typeof THEMES)[number];
  /** A colour: `#` and 3 or 6 hexadecimal digits. */
  readonly accent?: string;
  /** At which end of a line the launcher stands: on the right where one reads from left to right, or at the `start`. */
  readonly position?: (typeof POSITIONS)[number];
  /** In place of the text `machine`; never empty. */
  readonly ai_notice?: string;
  /** The owner's privacy notice; http or https. */
  readonly privacy_url?: string;
  /** In place of the text `placeholder`. */
  readonly placeholder?: string;
  /** In place of the text `openChat`. */
  readonly launcher_label?: string;
  readonly features?: Features;
  /** Whether the page's title, address and selection go along with a question. The server refuses them otherwise. */
  readonly page_context?: boolean;
  /** The panel opens by itself after so many seconds, once a visitor. */
  readonly open_after?: number;
}

export const THEMES = ['auto', 'light', 'dark', 'page'] as const;
export const POSITIONS = ['end', 'start'] as const;

/** What the owner switches on and off, by name. */
export const FEATURES = [
  'feedback',
  'copy',
  'regenerate',
  'edit',
  'sources',
  'download',
  'print',
  'sound',
  'title',
  'usage',
] as const;

export type Features = { readonly [K in (typeof FEATURES)[number]]?: boolean };
