import { expect } from '@open-wc/testing/pure';
import * as fc from 'fast-check';

import { CodeView } from '../../widget/markdown/code-view.ts';

const NAMES = [
  'js',
  'ts',
  'json',
  'html',
  'css',
  'python',
  'bash',
  'sql',
  'go',
  'rust',
  'java',
  'c',
  'yaml',
  'diff',
  'unknown',
  '',
];

function shown(language: string, ...pieces: readonly string[]): CodeView {
  const view = new CodeView(language);
  for (const piece of pieces) view.append(piece);
  view.end();
  return view;
}

function part(view: CodeView, selector: string): HTMLElement {
  const element = view.element.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}

function textsOf(root: Node): Text[] {
  return root instanceof Text ? [root] : [...root.childNodes].flatMap(textsOf);
}

/** Splits at the given places, in any order, beyond the end or not. */
function split(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.filter((place) => place < text.length).toSorted((a, b) => a - b), text.length];
  return cuts.slice(1).map((to, index) => text.slice(cuts[index], to));
}

/** What a model writes, more or less. */
const SAMPLES = [
  `import { readFile } from 'node:fs/promises';\n\n/** Reads a "file"; /* nothing else. */\n`,
  `export async function load(path: string, retries = 3): Promise<Map<string, number>> {\n`,
  `  const text = await readFile(path, 'utf8'); // may fail\n  for (const line of text.split(/\\r?\\n/)) {\n`,
  `    if (line === '' || line.startsWith("#")) continue;\n    counts.set(line, (counts.get(line) ?? 0) + 1.5);\n  }\n`,
  `  return \`\${path}: \${counts.size}\n of \${retries}\`;\n}\n\n`,
];

/** Code-like text with the characters that begin and end something. */
const code = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...`aBc1 "'\`\\/*<>!-#$@=:.(){}[]+\t\n`.split(''),
        '\n\n',
        '/*',
        '*/',
        '"""',
        '<!--',
        '-->',
        'if',
        'é',
        '😀',
      ),
      fc.constantFrom(
        'x = 1\n'.repeat(31),
        'let a = "b";\n'.repeat(33),
        '# c\n',
        `${'long '.repeat(420)}\n`,
        'y'.repeat(1999),
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** @returns the time that the quickest of three runs takes, in milliseconds. */
function cost(language: string, text: string): number {
  const runs = [0, 1, 2].map(() => {
    const view = new CodeView(language);
    const start = performance.now();
    for (let from = 0; from < text.length; from += 16) view.append(text.slice(from, from + 16));
    return performance.now() - start;
  });
  return Math.min(...runs);
}

/** @returns how long it takes to write each so many characters, four at a time, in milliseconds. */
function timesOfAppends(text: string, length: number): number[] {
  const view = new CodeView('ts');
  return Array.from({ length: text.length / length }, (_, group) => {
    const start = performance.now();
    for (let from = group * length; from < (group + 1) * length; from += 4) view.append(text.slice(from, from + 4));
    return performance.now() - start;
  });
}

/** What half of them are below; unlike a sum it does not see the few in which the machine did something else. */
function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

describe('code', () => {
  it('is the same in any pieces as at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), code, fc.array(fc.nat(3000)), (language, text, places) => {
        const whole = shown(language, text);
        const pieces = shown(language, ...split(text, places));
        expect(pieces.element.isEqualNode(whole.element)).to.equal(true);
        expect(part(whole, 'code').textContent).to.equal(text);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same in single characters as at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), code, (language, text) => {
        const pieces = shown(language, ...text.slice(0, 3000).split(''));
        expect(pieces.element.isEqualNode(shown(language, text.slice(0, 3000)).element)).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it('stands in blocks of 32 lines', () => {
    const lines = Array.from({ length: 70 }, (_, index) => `line ${index}\n`);
    for (const language of ['js', 'unknown']) {
      const blocks = [...part(shown(language, lines.join('')), 'code').children].map((block) => block.textContent);
      expect(blocks).to.deep.equal([
        lines.slice(0, 32).join(''),
        lines.slice(32, 64).join(''),
        lines.slice(64).join(''),
      ]);
    }
  });

  it('has the name of its language above it, or the one it was given, or none', () => {
    const titles = ['js', 'TSX', 'c++', 'brainfuck', 'x'.repeat(50), ''].map(
      (language) => part(shown(language, 'a'), '.code-language').textContent,
    );
    expect(titles).to.deep.equal(['JavaScript', 'TypeScript', 'C/C++', 'brainfuck', 'x'.repeat(32), 'Code']);
  });

  it('is shown in the order in which it is run', () => {
    expect(part(shown('js', 'a\u202e = \u2066b\u2069 // \u200f\n'), 'code').textContent).to.equal('a = b // \n');
  });

  it('has no style and no handler in its markup', () => {
    const { element } = shown('html', '<a onclick="x" style="y">\n', '<!-- b -->');
    const names = [element, ...element.querySelectorAll('*')].flatMap((it) => it.getAttributeNames());
    expect([...new Set(names)].toSorted()).to.deep.equal(['aria-label', 'class', 'dir', 'role', 'tabindex', 'type']);
  });

  it('keeps a selection in lines that have ended while more comes', () => {
    const text = 'const a = "b"; // c\n'.repeat(40);
    for (const language of ['js', 'unknown']) {
      const view = shown(language, text);
      document.body.append(view.element);
      const texts = textsOf(part(view, 'code'));
      const [first, last] = [texts[0], texts.at(-1)];
      if (!first || !last) throw new Error('no text');
      getSelection()?.setBaseAndExtent(first, 2, last, last.length - 1);
      const selected = String(getSelection());
      expect(selected.length).to.be.greaterThan(text.length - 40);
      for (const character of '/* d\n'.repeat(40)) view.append(character);
      expect(String(getSelection())).to.equal(selected);
      view.element.remove();
    }
  });

  it('keeps a selection in the line that is being written', () => {
    const view = shown('js', 'let x = 1; const answer');
    document.body.append(view.element);
    const last = part(view, '.code-lines').lastChild;
    if (!(last instanceof Text)) throw new Error('no text at the end');
    getSelection()?.setBaseAndExtent(last, 1, last, 4);
    expect(String(getSelection())).to.equal('ans');
    for (const character of ' = { a: "b" };\n') view.append(character);
    expect(String(getSelection())).to.equal('ans');
    view.element.remove();
  });

  it('removes next to no nodes while it is written', () => {
    const text = SAMPLES.join('');
    const view = new CodeView('js');
    const observer = new MutationObserver(() => {});
    observer.observe(view.element, { subtree: true, childList: true });
    let writes = 0;
    for (let from = 0; from < text.length; from += 4) {
      view.append(text.slice(from, from + 4));
      writes++;
    }
    const removed = observer.takeRecords().reduce((sum, { removedNodes }) => sum + removedNodes.length, 0);
    expect(removed / writes).to.be.lessThan(0.05);
  });

  it('costs the same to append to however long it is', () => {
    const sample = SAMPLES.join('');
    const text = sample.repeat(100_000 / sample.length + 1).slice(0, 100_000);
    const ratios = [0, 1, 2, 3].map(() => {
      const groups = timesOfAppends(text, 1000);
      const quarter = groups.length / 4;
      return median(groups.slice(-quarter)) / median(groups.slice(0, quarter));
    });
    // In the first run the code is still being compiled.
    const ratio = Math.min(...ratios.slice(1));
    // 1.5, and a quarter more for the noise of the machine.
    expect(ratio).to.be.lessThan(1.875);
  });

  it('takes hostile code in time that is in proportion to its length', () => {
    const hostile = [
      '(',
      '"',
      "'",
      '\\',
      '`',
      '/*',
      '*/',
      '<a  b  b',
      '\n',
      '/',
      '"""',
      '<!--',
      '(\n',
      '`\n',
      '/*\n',
      '" : ',
      'a  ',
    ];
    const slow: string[] = [];
    for (const language of ['js', 'html', 'json', 'python', 'unknown']) {
      for (const piece of hostile) {
        const [small = 0, large = 0] = [8_000, 64_000].map((length) =>
          cost(language, piece.repeat(length / piece.length)),
        );
        // Eight times the code; a quadratic reading takes 64 times as long.
        if (large / Math.max(small, 4) > 32) slow.push(`${language} ${piece}: ${small} ms, ${large} ms`);
      }
    }
    expect(slow).to.deep.equal([]);
  });
});
