import type { SomeTexts, TextKey, Texts } from '../protocol/texts.ts';

/**
 * A text by its key, in the visitor's language.
 * @param values - what its placeholders stand for. Of a text that a number changes, the one that is a number decides.
 */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** What the script brings; all other languages come from the server. */
const ENGLISH: Texts = {
  openChat: 'Open chat',
  closeChat: 'Close chat',
  minimise: 'Minimise',
  resize: 'Resize',
  menu: 'Menu',
  chat: 'Chat',
  conversation: 'Conversation',
  machine: 'You are chatting with an AI. It can make mistakes.',
  privacy: 'Privacy',
  suggestions: 'Suggested questions',
  followUps: 'You could also ask',
  yourMessage: 'Your message',
  placeholder: 'Ask a question…',
  sendMessage: 'Send message',
  charactersLeft: { one: '{count} character left', other: '{count} characters left' },
  contextShared: 'Goes along with your question: “{title}”',
  stop: 'Stop',
  tryAgain: 'Try again',
  you: 'You:',
  assistant: 'Assistant:',
  sources: 'Sources',
  opensInNewTab: '(opens in a new tab)',
  sentAt: 'Sent {time}',
  jumpToLatest: 'Jump to latest',
  unread: { one: '{count} new message', other: '{count} new messages' },
  newAnswer: 'New answer',
  answerComplete: 'Answer complete.',
  codeBlock: { one: 'Code block, {language}, {lines} line.', other: 'Code block, {language}, {lines} lines.' },
  codeBlockPlain: { one: 'Code block, {lines} line.', other: 'Code block, {lines} lines.' },
  code: 'Code',
  table: 'Table',
  taskDone: 'Done',
  taskNotDone: 'Not done',
  formula: 'Formula',
  cutShort: 'The answer was cut short because it became too long.',
  copyAnswer: 'Copy',
  copied: 'Copied',
  notCopied: 'Selected. Copy it with your keyboard or menu.',
  regenerate: 'Answer again',
  edit: 'Edit',
  save: 'Save and send',
  cancel: 'Cancel',
  goodAnswer: 'Good answer',
  badAnswer: 'Bad answer',
  feedbackComment: 'What could be better? (optional)',
  sendFeedback: 'Send feedback',
  feedbackThanks: 'Thank you for your feedback.',
  newConversation: 'New conversation',
  deleteConversation: 'Delete my conversation',
  deleteConfirm: 'Delete everything that was said here? This cannot be undone.',
  downloadMarkdown: 'Download as Markdown',
  downloadJson: 'Download as JSON',
  print: 'Print',
  waiting: 'Waiting…',
  'state.searching': 'Searching…',
  'state.thinking': 'Thinking…',
  'state.writing': 'Writing…',
  'stillState.searching': 'Still searching…',
  'stillState.thinking': 'Still thinking…',
  'stillState.writing': 'Still writing…',
  elapsed: '{time}',
  tokensPerSecond: '{rate} tokens a second',
  reconnecting: 'Reconnecting, attempt {attempt} of {of}…',
  offline: 'You are offline. The answer goes on when you are back.',
  offlineNotice: 'You are offline.',
  stopping: 'Stopping…',
  stopped: 'Stopped',
  outdated: 'This page has an older version of the chat. Reload the page to go on.',
  'failure.connection': 'The chat could not be reached. Check your connection and try again.',
  'failure.interrupted': 'The connection was lost before the answer was complete.',
  'failure.stream_lost': 'The rest of this answer is no longer available.',
  'failure.llm_unavailable': 'The assistant is not available at the moment.',
  'failure.llm_timeout': 'The assistant took too long to answer.',
  'failure.llm_error': 'The assistant could not answer.',
  'failure.overloaded': 'The chat is very busy at the moment.',
  'failure.rate_limited': 'That was a lot of messages in a short time.',
  'failure.budget_exhausted': 'The chat has reached its limit for now.',
  'failure.invalid_request': 'This message could not be accepted.',
  'failure.not_found': 'This chat does not exist.',
  'failure.forbidden_origin': 'This chat is not available on this site.',
  'failure.blocked': 'This message could not be answered.',
  'failure.internal': 'Something went wrong.',
  'waitFor.seconds': {
    one: 'You can try again in {count} second.',
    other: 'You can try again in {count} seconds.',
  },
  'waitFor.minutes': {
    one: 'You can try again in {count} minute.',
    other: 'You can try again in {count} minutes.',
  },
  'waitFor.hours': { one: 'You can try again in {count} hour.', other: 'You can try again in {count} hours.' },
  limitedUntil: 'You can ask again at {time}.',
};

/**
 * @param texts - what the server or the owner says; English holds for the rest.
 * @param language - what they are in (BCP 47).
 */
export function translator(texts: SomeTexts = {}, language = 'en'): Translate {
  // Made when a number is to be told, if ever: to make them costs the page more than all else of a closed chat.
  let numbers: Intl.NumberFormat | undefined;
  return (key, values = {}) => {
    const own = texts[key];
    const text = own ?? ENGLISH[key];
    const chosen = typeof text === 'string' ? text : (text[categoryOf(values, own ? language : 'en')] ?? text.other);
    return chosen.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (typeof value !== 'number') return value ?? whole;
      return (numbers ??= new Intl.NumberFormat(language)).format(value);
    });
  };
}

function categoryOf(values: Readonly<Record<string, string | number>>, language: string): Intl.LDMLPluralRule {
  const count = Object.values(values).find((value) => typeof value === 'number') ?? 0;
  return new Intl.PluralRules(language).select(count);
}

/** English, until the server has said what the visitor reads. */
export const english: Translate = translator();
