import { describe, expect, it } from 'vitest';
import { markdownPassages } from '../../../server/knowledge/markdown-passages.ts';

/** Title and text of each passage. */
function read(source: string, path = 'visit/hours.md'): [title: string, text: string][] {
  return markdownPassages(path, source).map(({ title, text }) => [title, text]);
}

function words(count: number, word = 'word'): string {
  return Array<string>(count).fill(word).join(' ');
}

describe('a document', () => {
  it('is one passage a heading, in its order', () => {
    const source =
      '# Visit\n\nWelcome.\n\n## Opening hours\n\nFrom 10.\n\n### In winter\n\nFrom 11.\n\n# Tickets\n\n8 pounds.';
    expect(read(source)).toEqual([
      ['Visit', 'Welcome.'],
      ['Visit: Opening hours', 'From 10.'],
      ['Visit: In winter', 'From 11.'],
      ['Visit: Tickets', '8 pounds.'],
    ]);
  });

  it('may have text before its first heading', () => {
    expect(read('Welcome.\n\n# Visit\n\nFrom 10.')).toEqual([
      ['Visit', 'Welcome.'],
      ['Visit', 'From 10.'],
    ]);
  });

  it('may have no heading at all: then its path is its title', () => {
    expect(read('From 10 to 17.')).toEqual([['visit/hours.md', 'From 10 to 17.']]);
  });

  it.each(['', '\n\n', '# A heading\n\n## And another\n', '---\ntitle: T\n---\n', '<div>\n</div>', '---'])(
    'that says nothing has no passages: %j',
    (source) => {
      expect(read(source)).toEqual([]);
    },
  );

  it('is read alike with the line ends of Windows', () => {
    const source = '---\ntitle: Visit\nurl: /visit.html\n---\n\n# Hours\n\nFrom 10\nto 17.\n\n* a\n* b\n';
    expect(markdownPassages('a.md', source.replaceAll('\n', '\r\n'))).toEqual(markdownPassages('a.md', source));
  });

  it('has its first heading for a title, though a further heading follows at once', () => {
    expect(read('# Visit\n\n## Opening hours\n\nFrom 10.\n\n## Tickets\n\n8 pounds.')).toEqual([
      ['Visit: Opening hours', 'From 10.'],
      ['Visit: Tickets', '8 pounds.'],
    ]);
  });
});

describe('the front matter', () => {
  it('gives title and page; other keys are passed over', () => {
    const source =
      '---\nauthor: Ada\ntitle:   Plan your visit  \nurl: /visit.html\ntags: [a, b]\n---\n# Hours\n\nFrom 10.';
    expect(markdownPassages('a.md', source)).toEqual([
      { id: expect.any(String), title: 'Plan your visit: Hours', url: '/visit.html', text: 'From 10.' },
    ]);
  });

  it('is not there: no page', () => {
    expect(markdownPassages('a.md', 'From 10.')[0]?.url).toBe('');
  });

  it.each([
    ['/visit.html', 'https://www.museum.example', 'https://www.museum.example/visit.html'],
    ['visit.html', 'https://www.museum.example/en/', 'https://www.museum.example/en/visit.html'],
    ['/visit.html#hours', 'https://www.museum.example/en/', 'https://www.museum.example/visit.html#hours'],
    ['https://other.example/visit', 'https://www.museum.example/', 'https://other.example/visit'],
    ['/visit.html', undefined, '/visit.html'],
    ['https://other.example/visit', undefined, 'https://other.example/visit'],
  ])('has a page of the site that the documents belong to: %s of %s', (url, siteUrl, expected) => {
    expect(markdownPassages('a.md', `---\nurl: ${url}\n---\nFrom 10.`, siteUrl)[0]?.url).toBe(expected);
  });

  it('that names no page has none, whatever the site', () => {
    expect(markdownPassages('a.md', 'From 10.', 'https://www.museum.example')[0]?.url).toBe('');
  });

  it('may follow a byte order mark', () => {
    expect(read('\uFEFF---\ntitle: Visit\n---\n\nFrom 10.')).toEqual([['Visit', 'From 10.']]);
  });

  it('stands at the beginning and nowhere else', () => {
    expect(read('Welcome.\n\n---\ntitle: Visit\n---\n\nFrom 10.', 'a.md').at(-1)).toEqual(['title: Visit', 'From 10.']);
  });

  it('does not repeat a heading that is the title', () => {
    expect(read('---\ntitle: Hours\n---\n# Hours\n\nFrom 10.')).toEqual([['Hours', 'From 10.']]);
  });

  it('may leave the title empty: then the first heading is it', () => {
    expect(read('---\ntitle:\nurl: /visit.html\n---\n# Hours\n\nFrom 10.')).toEqual([['Hours', 'From 10.']]);
  });

  it.each(['"Visit: plan it"', "'Visit: plan it'"])('may have its values in quotes: %s', (title) => {
    expect(read(`---\ntitle: ${title}\n---\n\nFrom 10.`)).toEqual([['Visit: plan it', 'From 10.']]);
  });
});

describe('the text of a passage', () => {
  it.each([
    ['emphasis', 'From *10* to **17**.', 'From 10 to 17.'],
    ['a link, without its address', 'See [our page](https://museum.example "Visit").', 'See our page.'],
    ['an image, by its description', '![The tower](/tower.jpg) at night', 'The tower at night'],
    ['code', 'Run `npm start`.', 'Run npm start.'],
    ['an address', 'See <https://museum.example>.', 'See https://museum.example.'],
    ['wrapped lines', 'From 10\nto  17.  \nDaily.', 'From 10 to  17. Daily.'],
    ['entities and escapes', 'Fish &amp; chips, \\*really\\*', 'Fish & chips, *really*'],
    ['raw HTML, without its tags', 'From <b onclick="x()">10</b>.', 'From 10.'],
    ['a quote', '> From 10.', 'From 10.'],
    ['a list, an entry a line', '* From 10\n* to 17\n  1. in summer', 'From 10\nto 17\nin summer'],
    ['a fence', '```js\nlet a = 1;\n\nlet b;\n```', 'let a = 1;\n\nlet b;'],
    ['indented code', 'Run:\n\n    npm start\n', 'Run:\nnpm start'],
    ['a table, a row a line', '| Day | Time |\n|---|---|\n| Monday | closed |', 'Day, Time\nMonday, closed'],
    ['a rule between paragraphs', 'From 10.\n\n***\n\nTo 17.', 'From 10.\nTo 17.'],
  ])('is what one reads of %s', (_, source, text) => {
    expect(read(source).map(([, part]) => part)).toEqual([text]);
  });

  it.each([
    ['comments', '<!-- not for visitors -->'],
    ['blocks of HTML', '<script>\nalert(1)\n</script>'],
    ['definitions of links', '[page]: https://museum.example'],
  ])('has none of: %s', (_, source) => {
    expect(read(`From 10.\n\n${source}\n\nTo 17.`).map(([, part]) => part)).toEqual(['From 10.\nTo 17.']);
  });
});

describe('a long section', () => {
  it('is split at paragraphs, into passages of at most 200 words', () => {
    const paragraphs = [words(100, 'a'), words(100, 'b'), words(1, 'c'), words(199, 'd'), words(150, 'e')];
    expect(read(`# Long\n\n${paragraphs.join('\n\n')}`)).toEqual([
      ['Long', `${paragraphs[0]}\n${paragraphs[1]}`],
      ['Long', `${paragraphs[2]}\n${paragraphs[3]}`],
      ['Long', paragraphs[4]],
    ]);
  });

  it('keeps a paragraph whole that has more', () => {
    const source = `Short.\n\n${words(300)}\n\nShort.`;
    expect(read(source).map(([, text]) => text)).toEqual(['Short.', words(300), 'Short.']);
  });

  it('never joins what stands under different headings', () => {
    expect(read('# A\n\na\n\n# B\n\nb')).toHaveLength(2);
  });
});

describe('the id of a passage', () => {
  const source = `# A\n\n${words(150, 'a')}\n\n${words(150, 'a')}\n\n# B\n\nb`;

  it('is the same after a restart', () => {
    expect(markdownPassages('a.md', source)).toEqual(markdownPassages('a.md', source));
  });

  it('is its own, within the document and among documents', () => {
    const ids = ['a.md', 'b.md', 'a/a.md'].flatMap((path) => markdownPassages(path, source).map(({ id }) => id));
    expect(ids).toHaveLength(9);
    expect(new Set(ids).size).toBe(9);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{12}$/);
  });
});
