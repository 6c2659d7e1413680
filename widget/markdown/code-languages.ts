/** What a piece of code is, as far as colours tell. */
export type TokenKind =
  | 'comment'
  | 'string'
  | 'number'
  | 'keyword'
  | 'type'
  | 'name'
  | 'property'
  | 'added'
  | 'removed';

/** What the tokenizer must know of a language. */
export interface Language {
  /** As people write it. */
  readonly title: string;
  /** What may go on over lines. */
  readonly spans?: readonly Span[];
  /** The characters that open and close a string within a line; a backslash escapes them. */
  readonly quotes?: string;
  /**
   * What is known by its form, within a line; sources of regular expressions, in the order in which they are tried. They run
   * on hostile code, so that none may look far at what it doesn't take: the first characters decide, no ending is needed.
   */
  readonly forms?: Partial<Record<TokenKind, string>>;
  /** Words by name, with spaces between. */
  readonly keywords?: string;
  /** Whether keywords may be written in capitals. */
  readonly ignoresCase?: boolean;
  /** Whether a word may have dashes in it. */
  readonly hasDashes?: boolean;
  /** What stands behind a word or a string that is a key; one character. */
  readonly keyEnd?: string;
}

export interface Span {
  readonly open: string;
  readonly close: string;
  readonly kind: 'comment' | 'string';
  /** Whether a backslash takes the next character into it. */
  readonly escapes: boolean;
}

const BLOCK_COMMENT: Span = { open: '/*', close: '*/', kind: 'comment', escapes: false };
const RAW: Span = { open: '`', close: '`', kind: 'string', escapes: false };
const TEMPLATE: Span = { ...RAW, escapes: true };
const HASH = '(?<!\\S)#.*';
/** Where a slash can't divide, it begins a regular expression. */
const REGEXP = '(?<=[=(,:[!&|?{};] ?)\\/(?:[^\\/\\\\[\\n]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*\\]?)+\\/?[a-z]*';

/** One list for all the languages that look like C: a word of one is seldom another's name for something, and it is short. */
const KEYWORDS =
  'if else for while do return break continue switch case default goto true false null nil undefined const let var mut static struct enum union type typedef class interface impl trait extends implements extern abstract final new delete this self super void public private protected pub import export package namespace from use using mod func function fn async await yield defer go chan map range select match loop where in of as instanceof typeof sizeof try catch finally throw throws int long short char byte float double bool boolean string str number unsigned any never unknown readonly declare keyof template auto';

const LINE_COMMENT = { comment: '\\/\\/.*' };
const SLASHES = { spans: [BLOCK_COMMENT], quotes: `"'`, forms: LINE_COMMENT };
const ECMASCRIPT = {
  ...SLASHES,
  spans: [BLOCK_COMMENT, TEMPLATE],
  forms: { ...LINE_COMMENT, string: REGEXP },
  keywords: KEYWORDS,
};
const TRIPLE = ['"""', "'''"].map((open): Span => ({ open, close: open, kind: 'string', escapes: true }));

/** By the names that a fence may have, with spaces between; the title in small letters is always one. */
const LANGUAGES: Readonly<Record<string, Language>> = {
  'js jsx mjs cjs': { title: 'JavaScript', ...ECMASCRIPT },
  'ts tsx mts cts': { title: 'TypeScript', ...ECMASCRIPT },
  'jsonc json5': { title: 'JSON', ...SLASHES, keywords: 'true false null', keyEnd: ':' },
  'xml svg vue': {
    title: 'HTML',
    spans: [{ open: '<!--', close: '-->', kind: 'comment', escapes: false }],
    forms: {
      string: `(?<==)(?:"[^"\\n]*"?|'[^'\\n]*'?)`,
      keyword: '<[\\/!?]?[\\w:-]*|[\\/?]?>',
    },
    hasDashes: true,
    keyEnd: '=',
  },
  'scss less': {
    title: 'CSS',
    ...SLASHES,
    forms: { comment: '(?<!:)\\/\\/.*', number: '#[\\da-fA-F]{3,8}', keyword: '[@!][\\w-]+' },
    hasDashes: true,
    keyEnd: ':',
  },
  'py python3': {
    title: 'Python',
    spans: TRIPLE,
    quotes: `"'`,
    forms: { comment: '#.*', keyword: '@[\\w.]+' },
    keywords:
      'and as assert async await break class continue def del elif else except finally for from global if import in is lambda not or pass raise return try while with yield None True False self',
  },
  'sh shell zsh console': {
    title: 'Bash',
    quotes: `"'`,
    forms: { comment: HASH, property: '\\$\\w+|\\$\\{[^}\\n]*\\}?', keyword: '(?<=\\s)--?[a-zA-Z][\\w-]*' },
    keywords:
      'if then else elif fi for in do done while until case esac function return exit export local set source echo cd sudo',
    hasDashes: true,
  },
  'postgresql mysql sqlite': {
    title: 'SQL',
    spans: [BLOCK_COMMENT],
    quotes: `"'`,
    forms: { comment: '--.*' },
    keywords:
      'select from where and or not in is null as on join left right inner outer group by order having limit union all distinct insert into values update set delete create table view index drop alter add primary foreign key references unique default if exists between like case when then else end with asc desc true false int text varchar',
    ignoresCase: true,
  },
  golang: {
    title: 'Go',
    ...SLASHES,
    spans: [BLOCK_COMMENT, RAW],
    keywords: KEYWORDS,
  },
  rs: {
    title: 'Rust',
    ...SLASHES,
    quotes: '"',
    // A single quote may begin a lifetime, too.
    forms: { ...LINE_COMMENT, string: `'(?:[^'\\\\\\n]|\\\\[^\\n]{1,9}?)'`, keyword: '#!?\\[' },
    keywords: KEYWORDS,
  },
  java: {
    title: 'Java',
    ...SLASHES,
    spans: [BLOCK_COMMENT, ...TRIPLE],
    forms: { ...LINE_COMMENT, keyword: '@\\w+' },
    keywords: KEYWORDS,
  },
  'c h cpp c++ hpp': { title: 'C/C++', ...SLASHES, forms: { ...LINE_COMMENT, keyword: '#\\w+' }, keywords: KEYWORDS },
  yml: {
    title: 'YAML',
    quotes: `"'`,
    forms: { comment: HASH, keyword: '---' },
    keywords: 'true false null yes no',
    hasDashes: true,
    keyEnd: ':',
  },
  patch: { title: 'Diff', forms: { added: '^\\+.*', removed: '^-.*', keyword: '^@@.*' } },
};

/** @param name - as the fence has it; small and capital letters are the same. */
export function languageOf(name: string): Language | undefined {
  const wanted = name.toLowerCase();
  for (const [names, language] of Object.entries(LANGUAGES)) {
    if (language.title.toLowerCase() === wanted || names.split(' ').includes(wanted)) return language;
  }
  return undefined;
}
