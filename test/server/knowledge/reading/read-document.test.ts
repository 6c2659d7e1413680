import { describe, expect, it } from 'vitest';
import type { Format } from '../../../../server/knowledge/reading/format.ts';
import { pageUrl } from '../../../../server/knowledge/reading/page-url.ts';
import { readDocument } from '../../../../server/knowledge/reading/read-document.ts';
import type { Described } from '../../../../server/knowledge/reading/reading.ts';
import { docxOf, HEADING_STYLES, paragraph, pdfOf, STYLES_RELATIONSHIP } from './sample-files.ts';

async function read(format: Format, content: string | Uint8Array, more: Partial<Described> = {}) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  return readDocument(bytes, { id: `visit/opening-hours.${format}`, format, ...more });
}

async function documentOf(format: Format, content: string | Uint8Array, more: Partial<Described> = {}) {
  const reading = await read(format, content, more);
  if (reading.type === 'skipped') throw new Error(reading.reason);
  return reading.document;
}

/** What stands under which headings, as `heading > heading: blocks`. */
async function outlineOf(format: Format, content: string | Uint8Array, more: Partial<Described> = {}) {
  const { sections } = await documentOf(format, content, more);
  return sections.map(({ headings, blocks }) => `${headings.join(' > ')}: ${blocks.join(' | ')}`);
}

describe('Markdown', () => {
  it('is read in sections, with the headings above each', async () => {
    const source = '# Visit\n\nHello.\n\n## Prices\n\nAdults 12.\n\n### Groups\n\n9 each.\n\n## Hours\n\n10 to 5.';
    expect(await outlineOf('markdown', source)).toEqual([
      'Visit: Hello.',
      'Visit > Prices: Adults 12.',
      'Visit > Prices > Groups: 9 each.',
      'Visit > Hours: 10 to 5.',
    ]);
  });

  it('gives each heading the fragment that GitHub does, or its own', async () => {
    const source = '# Öffnungszeiten & Preise!\n\na\n\n# Same\n\nb\n\n# Same\n\nc\n\n# Own {#my-id}\n\nd';
    const { sections } = await documentOf('markdown', source);
    expect(sections.map(({ fragment }) => fragment)).toEqual(['öffnungszeiten--preise', 'same', 'same-1', 'my-id']);
    expect(sections.at(-1)?.headings).toEqual(['Own']);
  });

  it('has list items, table rows, code and quotes as blocks, without marks', async () => {
    const source =
      '- *one*\n- [two](http://a.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x;\n  y\n```\n\n> quote';
    expect((await documentOf('markdown', source)).sections[0]?.blocks).toEqual([
      'one',
      'two',
      'a, b',
      '1, 2',
      'let x;\n  y',
      'quote',
    ]);
  });

  it('has its title and page from the front matter, else from the first heading, else from its name', async () => {
    const source = '\uFEFF---\r\ntitle: "Our hours: all"\r\nurl: /hours\r\n---\r\n# Heading\r\n\r\nText';
    expect(await documentOf('markdown', source)).toMatchObject({ title: 'Our hours: all', url: '/hours' });
    expect(await documentOf('markdown', source, { base: 'https://a.example/x/' })).toMatchObject({
      url: 'https://a.example/hours',
    });
    expect(await documentOf('markdown', 'a\n\n## Late heading\n\nb')).toMatchObject({ title: 'Late heading', url: '' });
    expect(await documentOf('markdown', 'a')).toMatchObject({ title: 'opening-hours', url: '' });
  });

  it('may hold HTML, which is read as such', async () => {
    expect(
      await outlineOf(
        'markdown',
        '<h1 align="center">Name</h1>\n\n<div>in a <b>block</b></div>\n\nand <i>in</i> a line',
      ),
    ).toEqual(['Name: in a block | and in a line']);
  });
});

/** The page that an HTML page belongs to which names `href` as that. */
async function pageNamed(href: string): Promise<string> {
  const source = `<html><head><link rel="canonical" href="${href}"></head><body>a</body></html>`;
  return (await documentOf('html', source, { address: 'https://a.example/p?x=1' })).url;
}

describe('HTML', () => {
  const text = 'We are open all year, every day, and the last tickets are sold at half past four. '.repeat(4);
  const page = `<!doctype html><html><head><title>Opening hours – Havenmoor</title>
    <link rel="canonical" href="/hours"></head><body>
    <nav><ul><li><a href="/">Home</a></li><li>Everywhere the same</li></ul></nav>
    <main><h1>Opening hours</h1><p>${text}</p>
    <h2 id="winter">In <em>winter</em></h2><p>${text}</p>
    <table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>10&ndash;4<br>or later</td></tr></table>
    <ul><li>first<ul><li>nested</li></ul></li><li>second</li></ul><pre>line 1
  line 2</pre><p hidden>unseen</p><p style="display: none">unseen</p></main>
    <footer>Imprint</footer><script>track()</script></body></html>`;

  it('is read without what stands around the content: headings, paragraphs, rows, items and code', async () => {
    expect(await documentOf('html', page)).toEqual({
      id: 'visit/opening-hours.html',
      title: 'Opening hours',
      url: '',
      sections: [
        { headings: [], fragment: '', blocks: [text.trim()] },
        {
          headings: ['In winter'],
          fragment: 'winter',
          blocks: [text.trim(), 'Day, Hours', 'Monday, 10–4 or later', 'first', 'nested', 'second', 'line 1\n  line 2'],
        },
      ],
    });
  });

  it('is read whole where the page is short, whatever stands before and after it', async () => {
    const whole =
      '<!doctype html><!-- a --><html><body><h1>Contact</h1><p>Call us</p><ul><li>by day</li></ul></body></html><!-- b -->';
    expect(await outlineOf('html', whole)).toEqual(['Contact: Call us | by day']);
  });

  it('may be set out by tables, as pages once were', async () => {
    const source =
      '<table><tr><td>Home</td><td><h2>Tickets</h2><p>At the desk.</p><table><tr><td>Adult</td><td><p>12</p></td></tr></table></td><td>More</td></tr></table>';
    expect(await outlineOf('html', source)).toEqual([': Home', 'Tickets: At the desk. | Adult, 12 | More']);
  });

  it('is read whole where there is no main content to be found', async () => {
    expect(await outlineOf('html', '<h1>Contact</h1><p>Call 01632 960147</p><h2>Post</h2><p>Box 1</p>')).toEqual([
      'Contact: Call 01632 960147',
      'Contact > Post: Box 1',
    ]);
  });

  it('is read whole where the main content would be no more than a part', async () => {
    const teasers = Array.from(
      { length: 40 },
      (_, n) => `<div><a href="/${n}">Room number ${n} has lamps in it</a></div>`,
    ).join('');
    const outline = await outlineOf('html', `<html><body><div>${teasers}</div><div><p>${text}</p></div></body></html>`);
    expect(outline.join()).toContain('Room number 39');
  });

  it('belongs to the page that it names, if that is of the same site', async () => {
    expect(await pageNamed('/hours')).toBe('https://a.example/hours');
    expect(await pageNamed('https://b.example/hours')).toBe('https://a.example/p?x=1');
    expect(await pageNamed('javascript:alert(1)')).toBe('https://a.example/p?x=1');
  });

  it('is decoded as its server or it says', async () => {
    const latin = Buffer.from('<html><head><meta charset="iso-8859-1"></head><body>Café</body></html>', 'latin1');
    expect(await outlineOf('html', latin)).toEqual([': Café']);
    expect(await outlineOf('html', Buffer.from('<p>Café', 'latin1'), { charset: 'windows-1252' })).toEqual([': Café']);
    expect(await read('html', latin, { charset: 'utf-8' })).toMatchObject({ reason: 'not UTF-8 text' });
  });

  it('tells which links of its site may be followed, and is left out where it asks to be', async () => {
    const links =
      '<a href="/a#x">a</a><a href="b">b</a><a rel="nofollow" href="/c">c</a><a href="https://b.example/">d</a><a href="javascript:x()">e</a>';
    const address = 'https://a.example/dir/';
    expect(await read('html', `<p>a${links}`, { address })).toMatchObject({
      links: ['https://a.example/a', 'https://a.example/dir/b'],
    });
    expect(await read('html', `<meta name="robots" content="NoIndex"><p>a${links}`, { address })).toEqual({
      type: 'skipped',
      reason: 'the page asks not to be indexed',
      links: ['https://a.example/a', 'https://a.example/dir/b'],
    });
    expect(await read('html', `<meta name="robots" content="nofollow"><p>a${links}`, { address })).toMatchObject({
      type: 'document',
      links: [],
    });
  });
});

describe('Plain text', () => {
  it('has its paragraphs where empty lines part them, and its title from its name', async () => {
    expect(await documentOf('text', 'one\r\nline\r\n\r\ntwo', { id: 'House%20rules.txt' })).toEqual({
      id: 'House%20rules.txt',
      title: 'House rules',
      url: '',
      sections: [{ headings: [], fragment: '', blocks: ['one line', 'two'] }],
    });
  });

  it('may be UTF-16 with a byte order mark', async () => {
    expect(await outlineOf('text', Buffer.from('\uFEFFCafé', 'utf16le'))).toEqual([': Café']);
  });
});

describe('PDF', () => {
  it('has a section for each page, with paragraphs and whole words', async () => {
    const pdf = pdfOf(
      [['Tickets are sold at the mu-', 'seum until five.', '', 'Dogs may come in.'], [], ['Page three.']],
      { title: 'House rules' },
    );
    expect(await documentOf('pdf', pdf)).toEqual({
      id: 'visit/opening-hours.pdf',
      title: 'House rules',
      url: '',
      sections: [
        {
          headings: [],
          fragment: 'page=1',
          blocks: ['Tickets are sold at the museum until five.', 'Dogs may come in.'],
        },
        { headings: [], fragment: 'page=3', blocks: ['Page three.'] },
      ],
    });
  });

  it('is called as its file where a program has made its title up', async () => {
    for (const title of ['', 'Microsoft Word - rules_v3.doc', 'Untitled', 'rules.indd']) {
      expect(await documentOf('pdf', pdfOf([['a']], { title }))).toMatchObject({ title: 'opening-hours' });
    }
  });
});

describe('DOCX', () => {
  it('has headings by their styles, list items and table rows', async () => {
    const body =
      paragraph('Visit', 'Heading1') +
      paragraph('Hello &amp; welcome') +
      paragraph('Prices', 'Heading2') +
      `<w:tbl><w:tr><w:tc>${paragraph('Adult')}</w:tc><w:tc>${paragraph('12')}</w:tc></w:tr></w:tbl>`;
    const parts = { 'word/styles.xml': HEADING_STYLES, 'word/_rels/document.xml.rels': STYLES_RELATIONSHIP };
    const docx = await docxOf(body, parts);
    expect(await outlineOf('docx', docx)).toEqual(['Visit: Hello & welcome', 'Visit > Prices: Adult, 12']);
    expect(await documentOf('docx', docx)).toMatchObject({ title: 'Visit' });
  });

  it('has the title that its properties say', async () => {
    const core = '<c:coreProperties xmlns:c="c" xmlns:dc="d"><dc:title>House rules</dc:title></c:coreProperties>';
    expect(await documentOf('docx', await docxOf(paragraph('a'), { 'docProps/core.xml': core }))).toMatchObject({
      title: 'House rules',
    });
  });
});

describe('What can not be read', () => {
  it.each<[string, Format, Uint8Array | string, RegExp]>([
    ['an empty file', 'markdown', '', /^empty$/],
    ['white space', 'text', ' \n ', /^no text in it$/],
    ['binary data', 'text', Uint8Array.of(80, 0, 1, 2), /^not text but binary data$/],
    ['another encoding', 'markdown', Buffer.from('Café', 'latin1'), /^not UTF-8 text$/],
    ['a text that is too large', 'text', new Uint8Array(5 * 1_048_576 + 1), /^larger than 5 MB$/],
    ['a PDF that is too large', 'pdf', new Uint8Array(25 * 1_048_576 + 1), /^larger than 25 MB$/],
    ['a line that is no prose', 'markdown', 'x'.repeat(1_000_001), /^has a line of more than 1000000 characters$/],
    ['a broken PDF', 'pdf', '%PDF-1.7 and no more', /^broken: not a whole PDF file$/],
    ['a PDF with a password', 'pdf', pdfOf([['secret']], { encrypted: true }), /^protected with a password$/],
    ['a scan', 'pdf', pdfOf([[]]), /^no text in it: it may be a scan$/],
    ['a broken DOCX', 'docx', 'PK\u0003\u0004 and no more', /^broken: not a whole DOCX file$/],
    ['a DOCX with a password', 'docx', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), /^protected with a password/],
  ])('%s has a reason', async (_, format, content, reason) => {
    expect(await read(format, content)).toEqual({ type: 'skipped', reason: expect.stringMatching(reason), links: [] });
  });
});

describe('The page of a document', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//b.example/',
    '/\\b.example',
    'https://me:pw@a.example/',
    'http://',
    'a\nb',
    '/"><script>',
  ])('%s is none', (page) => {
    expect(pageUrl(page)).toBe('');
    expect(pageUrl(page, 'https://a.example/')).toBe('');
  });

  it('may be an address or a path', () => {
    expect(pageUrl('https://b.example/x')).toBe('https://b.example/x');
    expect(pageUrl('visit/hours')).toBe('visit/hours');
    expect(pageUrl('/hours', 'https://a.example/docs/')).toBe('https://a.example/hours');
  });
});
