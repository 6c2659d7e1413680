import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { languageOf, type Span } from '../../widget/markdown/code-languages.ts';
import { Tokenizer, type Token } from '../../widget/markdown/code-tokens.ts';

const NAMES = ['js', 'ts', 'json', 'html', 'css', 'python', 'bash', 'sql', 'go', 'rust', 'java', 'c', 'yaml', 'diff'];

function tokenizerOf(name: string): Tokenizer {
  const language = languageOf(name);
  if (!language) throw new Error(`no such language: ${name}`);
  return new Tokenizer(language);
}

/** The tokens of all lines, those without a kind left out. */
function coloured(name: string, code: string): string[] {
  const tokenizer = tokenizerOf(name);
  let open: Span | undefined;
  const tokens: Token[] = [];
  for (const line of code.split(/(?<=\n)/)) {
    const result = tokenizer.tokenize(line, open);
    tokens.push(...result.tokens);
    open = result.open;
  }
  expect(tokens.map(({ text }) => text).join('')).toBe(code);
  return tokens.flatMap(({ kind, text }) => (kind ? [`${kind} ${text}`] : []));
}

describe('the tokenizer knows', () => {
  it.each([
    ['js', 'const x = f("a\\"b") // no', ['keyword const', 'name f', 'string "a\\"b"', 'comment // no']],
    ['js', '/* a\nb */ 1.5e3', ['comment /* a\n', 'comment b */', 'number 1.5e3']],
    ['js', 'a = `x\n${y}\\`` + 1', ['string `x\n', 'string ${y}\\``', 'number 1']],
    ['js', 'x = /["\'`/*]\\//g, y / 2', ['string /["\'`/*]\\//g', 'number 2']],
    ['js', "'open\nnew Map()", ["string 'open", 'keyword new', 'name Map']],
    ['tsx', 'let a: Foo<string>', ['keyword let', 'type Foo', 'keyword string']],
    ['json', '{"a" : [1, "b", true]}', ['property "a"', 'number 1', 'string "b"', 'keyword true']],
    [
      'html',
      '<!-- a\n-->\n<a href="x" data-y>b</a>',
      [
        'comment <!-- a\n',
        'comment -->',
        'keyword <a',
        'property href',
        'string "x"',
        'keyword >',
        'keyword </a',
        'keyword >',
      ],
    ],
    ['css', '@media { a-b: #fff; /* c */ }', ['keyword @media', 'property a-b', 'number #fff', 'comment /* c */']],
    [
      'py',
      'def f(): # c\n  """a\n"b" """',
      ['keyword def', 'name f', 'comment # c', 'string """a\n', 'string "b" """'],
    ],
    ['sh', 'if ls -la "$HOME" $# # c', ['keyword if', 'keyword -la', 'string "$HOME"', 'comment # c']],
    [
      'SQL',
      "SELECT COUNT(*) FROM t -- c\nwhere a = 'b'",
      ['keyword SELECT', 'name COUNT', 'keyword FROM', 'comment -- c', 'keyword where', "string 'b'"],
    ],
    ['go', 'func main() { s := `a\\` }', ['keyword func', 'name main', 'string `a\\`']],
    ['rs', "fn f<'a>(x: &'a str) { '\\n' }", ['keyword fn', 'keyword str', "string '\\n'"]],
    ['java', '@Override public Foo x;', ['keyword @Override', 'keyword public', 'type Foo']],
    ['cpp', '#include "a.h"\nint main()', ['keyword #include', 'string "a.h"', 'keyword int', 'name main']],
    ['yml', 'my-key: "a" # c\nb: true', ['property my-key', 'string "a"', 'comment # c', 'property b', 'keyword true']],
    ['diff', '@@ -1 +1 @@\n-a\n+b\n c', ['keyword @@ -1 +1 @@', 'removed -a', 'added +b']],
  ])('%s: %j', (name, code, expected) => {
    expect(coloured(name, code)).toEqual(expected);
  });

  it.each(NAMES)('%s, of which the pieces always add up', (name) => {
    const tokenizer = tokenizerOf(name);
    const code = fc
      .array(
        fc.constantFrom(
          ...`aB1 "'\`\\/*<>!-#$@=:.(){}[]+\t`.split(''),
          '/*',
          '*/',
          '"""',
          '<!--',
          '-->',
          'if',
          'é',
          '😀',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(code, fc.boolean(), (line, hasEnd) => {
        const whole = hasEnd ? `${line}\n` : line;
        const { tokens } = tokenizer.tokenize(whole, undefined);
        expect(tokens.map(({ text }) => text).join('')).toBe(whole);
        expect(tokens.every(({ text }) => text !== '')).toBe(true);
        expect(tokens.some(({ kind }, index) => !kind && index > 0 && !tokens[index - 1]?.kind)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('hostile code', () => {
  const single = [...'([{"\'`\\/<-#$@=:+a é\t'.split(''), '\ud83d'];
  const words = '/* */ <a <! <!-- -- ${ \\" =/ (/[ =/\\ /[ =" a= a: 1. """ #! \'a // &#'.split(' ');
  const spaced = ["'\\", '# ', 'a ', '"" ', '"a" ', '<a  b  b  b', `${'a'.repeat(500)}${' '.repeat(500)}`];
  const hostile = [...single, ...words, ...spaced];

  it.each(NAMES)('takes %s time in proportion to its length, in lines without end', (name) => {
    const tokenizer = tokenizerOf(name);
    const cost = (code: string): number => {
      const runs = [0, 1, 2].map(() => {
        const start = performance.now();
        tokenizer.tokenize(code, undefined);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    const worst = hostile.map((piece) => {
      const [small, large] = [4_000, 32_000].map((length) => cost(piece.repeat(length / piece.length)));
      return { piece: piece.slice(0, 8), ratio: (large ?? 0) / Math.max(small ?? 0, 0.5) };
    });
    // Eight times the code. A quadratic reading takes 64 times as long.
    expect(worst.filter(({ ratio }) => ratio > 24)).toEqual([]);
  });
});
