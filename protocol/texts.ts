/**
 * The widget's texts by key, and the placeholders that each may have, which stand in it in braces: `{time}`. The widget brings
 * English; the server delivers the other languages, and whatever the owner has worded anew.
 */
export const TEXTS = {
  openChat: [],
  closeChat: [],
  minimise: [],
  resize: [],
  menu: [],
  /** The chat's name until the chatbot's own is known. */
  chat: [],
  conversation: [],
  /** People must be told at first contact that they talk to a machine (EU AI Act, article 50(1)). */
  machine: [],
  /** The link to the owner's privacy notice. */
  privacy: [],
  suggestions: [],
  followUps: [],

  yourMessage: [],
  placeholder: [],
  sendMessage: [],
  /** {count} is how many may still be typed. */
  charactersLeft: ['count'],
  /** Shown to a visitor before the page's title goes along with a question. */
  contextShared: ['title'],
  stop: [],
  tryAgain: [],

  /** Who speaks; heard, not seen. */
  you: [],
  assistant: [],
  sources: [],
  opensInNewTab: [],
  /** {time} is written out, with its day where that is another. */
  sentAt: ['time'],
  jumpToLatest: [],
  /** {count} is how many messages were not seen yet. */
  unread: ['count'],
  /** In the page's title, while the page is out of sight. */
  newAnswer: [],

  /** Heard, not seen. */
  answerComplete: [],
  /** The name of a piece of code whose language is known. */
  codeBlock: ['language', 'lines'],
  /** The name of a piece of code whose language is not known. */
  codeBlockPlain: ['lines'],
  code: [],
  table: [],
  taskDone: [],
  taskNotDone: [],
  formula: [],
  cutShort: [],

  copyAnswer: [],
  copied: [],
  /** Where the browser does not let it be done. */
  notCopied: [],
  regenerate: [],
  edit: [],
  save: [],
  cancel: [],
  goodAnswer: [],
  badAnswer: [],
  feedbackComment: [],
  sendFeedback: [],
  feedbackThanks: [],

  newConversation: [],
  deleteConversation: [],
  deleteConfirm: [],
  downloadMarkdown: [],
  downloadJson: [],
  print: [],

  /** Before the server has said what it is doing. */
  waiting: [],
  'state.searching': [],
  'state.thinking': [],
  'state.writing': [],
  /** By turns with the texts above, where a state lasts. */
  'stillState.searching': [],
  'stillState.thinking': [],
  'stillState.writing': [],
  /** {time} is a length of time, with its unit. */
  elapsed: ['time'],
  /** {rate} is a number, perhaps with a fraction. */
  tokensPerSecond: ['rate'],
  /** {attempt} is from 1 to {of}. */
  reconnecting: ['attempt', 'of'],
  /** While an answer is being written. */
  offline: [],
  /** While nothing is. */
  offlineNotice: [],
  stopping: [],
  stopped: [],

  /** The page has a script of another version than the server's. */
  outdated: [],

  /** For failures about which the server said nothing; a key for each `ProblemCode`. */
  'failure.connection': [],
  'failure.interrupted': [],
  'failure.stream_lost': [],
  'failure.llm_unavailable': [],
  'failure.llm_timeout': [],
  'failure.llm_error': [],
  'failure.overloaded': [],
  'failure.rate_limited': [],
  'failure.budget_exhausted': [],
  'failure.invalid_request': [],
  'failure.not_found': [],
  'failure.forbidden_origin': [],
  'failure.blocked': [],
  'failure.internal': [],
  'waitFor.seconds': ['count'],
  'waitFor.minutes': ['count'],
  'waitFor.hours': ['count'],
  /** {time} is a time of day. */
  limitedUntil: ['time'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The texts that a number changes, and the placeholder with that number. */
export const COUNTED_TEXTS = {
  charactersLeft: 'count',
  unread: 'count',
  codeBlock: 'lines',
  codeBlockPlain: 'lines',
  'waitFor.seconds': 'count',
  'waitFor.minutes': 'count',
  'waitFor.hours': 'count',
} as const satisfies Partial<Record<TextKey, string>>;

export type TextKey = keyof typeof TEXTS;
type CountedTextKey = keyof typeof COUNTED_TEXTS;

const PLURAL_CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
type PluralCategory = (typeof PLURAL_CATEGORIES)[number];

/**
 * A text for each category of `Intl.PluralRules` that its language has. An older browser may know another category: then, as
 * for one that is absent, `other` holds.
 */
export type PluralText = Readonly<Partial<Record<PluralCategory, string>>> & { readonly other: string };

/** Every text in one language. */
export type Texts = { readonly [K in Exclude<TextKey, CountedTextKey>]: string } & {
  readonly [K in CountedTextKey]: PluralText;
};

/** Some texts: what the server delivers. A counted text may be one for all numbers. */
export type SomeTexts = { readonly [K in TextKey]?: K extends CountedTextKey ? string | PluralText : string };

/** The languages that there are texts in (BCP 47). `zh` is written in simplified characters, whichever the visitor prefers. */
export const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'pl',
  'tr',
  'ar',
  'he',
  'hi',
  'ja',
  'ko',
  'zh',
] as const;

export type Language = (typeof LANGUAGES)[number];

/** The widget's own language: the server has no texts in it. */
export const DEFAULT_LANGUAGE = 'en' satisfies Language;

/** @returns which way a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' || language === 'he' ? 'rtl' : 'ltr';
}
