/** A unit over and over, up to a length in characters. */
const repeat = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** A beginning and an end, each over and over, each for half of the length. */
const halves = (first: string, second: string) => (length: number) =>
  repeat(first)(length / 2) + repeat(second)(length / 2);

const numbered = (line: (index: number) => string) => (length: number) => {
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += line(index);
  return text;
};

/** Families of texts that parsers take more than linear time for; each gives a text of about that many characters. */
export const PATHOLOGICAL: Readonly<Record<string, (length: number) => string>> = {
  'open brackets': repeat('['),
  'nested brackets': halves('[', ']'),
  'brackets with text': repeat('[a'),
  'links that never end': repeat('[a](b'),
  'links with titles that never end': repeat('[a](b "c'),
  'links in links': halves('[', '](x)'),
  'images in images': halves('![', '](x)'),
  'labels that never end': repeat('[a]['),
  'destinations in angle brackets': repeat('[a](<b'),
  'parentheses in destinations': (length) => `[a](${repeat('(')(length)}`,
  quotes: repeat('>'),
  'quotes on lines of their own': numbered((index) => `${'>'.repeat(index % 60)} a\n`),
  'lists in lists': numbered((index) => `${'  '.repeat(index % 60)}- a\n`),
  'lists on one line': repeat('- '),
  'long list': repeat('- a\n'),
  'blank lines in a list': (length) => `- a\n${repeat('\n')(length)}- b`,
  'empty items': repeat('*\n'),
  'strong and emphasis': repeat('*a **a '),
  'runs of asterisks': repeat('a**b** '),
  'one run of asterisks': repeat('*'),
  'openers of one sort, closers of another': halves('a**b', 'c* '),
  'underscores in words': repeat('_a_b'),
  'underscores and asterisks': repeat('*_a'),
  tildes: repeat('~~a~~b ~'),
  'closers without openers': repeat('a* '),
  'runs of backticks, all different': numbered((index) => `${'`'.repeat((index % 250) + 1)}a`),
  'backticks that never end': repeat('`a``'),
  'long table': (length) => `|a|b|\n|-|-|\n${repeat('|c|d|\n')(length)}`,
  'wide table': (length) => `${repeat('|a')(length / 3)}|\n${repeat('|-')(length / 3)}|\n${repeat('|b')(length / 3)}|`,
  'table with missing cells': (length) => `${'|a'.repeat(100)}|\n${'|-'.repeat(100)}|\n${repeat('b\n')(length)}`,
  'lines that may be tables': repeat('|a|\n'),
  'addresses in a row': repeat('http://a.'),
  'addresses with underscores': repeat('www._'),
  'addresses with parentheses': (length) => `http://a.b/${repeat(')')(length)}`,
  'addresses with references': (length) => `http://a.b/${repeat('&a;')(length)}`,
  'mail addresses': repeat('a@a.'),
  'mail address without an end': (length) => `${repeat('a.')(length)}@`,
  'angle brackets': repeat('<'),
  'angle brackets with schemes': repeat('<a:'),
  references: repeat('&amp;&#65;&lt'),
  ampersands: repeat('&a'),
  definitions: numbered((index) => `[a${index}]: /x\n`),
  'definitions and their use': numbered((index) => `[a${index}]\n\n[a${index}]: /x\n\n`),
  'one label, never defined': repeat('[a] '),
  'many labels in one paragraph, defined later': (length) =>
    `${numbered((index) => `[a${index}] `)(length / 2)}\n\n${numbered((index) => `[a${index}]: /x\n`)(length / 2)}`,
  'a definition that never ends': (length) => `[a]: /x "${repeat('b\n')(length)}`,
  'a long label': (length) => `[${repeat('a')(length)}`,
  backslashes: repeat('\\'),
  'dollar signs': repeat('$a'),
  'formulas that never end': repeat('\\(a'),
  'formulas of nothing': halves('\\(', '\\)'),
  spaces: (length) => `a${repeat(' ')(length)}b`,
  'spaces in a heading': (length) => `# a${repeat(' ')(length)}b`,
  'hashes in a heading': repeat('# #'),
  'hard line breaks': repeat('a  \n'),
  tabs: repeat('\t'),
  'setext underlines': repeat('a\n=\n'),
  'fences within fences': repeat('```a\n'),
  'deep and mixed': repeat('> - **a `b` [c](d) *e\n'),
};
