import { expect } from '@open-wc/testing/pure';

import { copyMessage } from '../../widget/copy-message.ts';
import { CodeView } from '../../widget/markdown/code-view.ts';
import { portableHtml } from '../../widget/portable-html.ts';

type Children = readonly (Node | string)[];

function element(name: string, attributes: Readonly<Record<string, string>>, ...children: Children): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A clipboard that keeps what it is given. */
class Kept {
  readonly flavours: Record<string, string> = {};

  async write([item]: ClipboardItems): Promise<void> {
    for (const type of item?.types ?? []) this.flavours[type] = (await (await item?.getType(type))?.text()) ?? '';
  }

  writeText(text: string): Promise<void> {
    this.flavours['text/plain'] = text;
    return Promise.resolve();
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new DOMException('no', 'NotAllowedError'));
}

describe('a copied message', () => {
  const rendered = element('div', {}, element('p', { class: 'x' }, 'Hello ', element('strong', {}, 'you')));

  it('is Markdown for some programs and HTML for others', async () => {
    const kept = new Kept();
    expect(await copyMessage('Hello **you**', rendered, kept as unknown as Clipboard)).to.equal('rich');
    expect(kept.flavours).to.deep.equal({
      'text/plain': 'Hello **you**',
      'text/html': '<p>Hello <strong>you</strong></p>',
    });
  });

  it('is Markdown where the browser takes text only', async () => {
    const kept = Object.assign(new Kept(), { write: refuse });
    expect(await copyMessage('Hello **you**', rendered, kept as unknown as Clipboard)).to.equal('plain');
    expect(kept.flavours).to.deep.equal({ 'text/plain': 'Hello **you**' });

    const { ClipboardItem } = window;
    try {
      Reflect.deleteProperty(window, 'ClipboardItem');
      expect(await copyMessage('Hello', rendered, new Kept() as unknown as Clipboard)).to.equal('plain');
    } finally {
      window.ClipboardItem = ClipboardItem;
    }
  });

  it('is none, which is said, where the browser or the page refuses', async () => {
    const refusing = { write: refuse, writeText: refuse } as unknown as Clipboard;
    expect(await copyMessage('Hello', rendered, refusing)).to.equal('refused');
    const own = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard');
    try {
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
      expect(await copyMessage('Hello', rendered)).to.equal('refused');
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
    }
    expect(own).not.to.equal(undefined);
  });
});

describe('portable HTML', () => {
  it('has structure, links and text, and nothing of the page', () => {
    const attributes = {
      class: 'a',
      id: 'b',
      style: 'color: red',
      'data-c': 'd',
      dir: 'auto',
      onclick: 'e',
      part: 'f',
    };
    const root = element(
      'div',
      attributes,
      element('h2', attributes, 'A ', element('em', attributes, 'heading')),
      element('section', attributes, element('ol', { ...attributes, start: '3' }, element('li', attributes, 'three'))),
      element(
        'p',
        attributes,
        element('a', { ...attributes, href: 'https://example.org/?a=1&b="2"', target: '_blank' }, 'link'),
      ),
      element('ul', {}, element('li', {}, element('input', { type: 'checkbox', checked: '' }), 'done')),
      element('table', attributes, element('tr', {}, element('th', {}, 'x'), element('td', attributes, 'y'))),
      element('hr', attributes),
      element('img', { alt: '<picture>', src: 'data:,' }),
      element('p', {}, 'a', element('br', {}), 'b'),
    );
    expect(portableHtml(root)).to.equal(
      '<h2>A <em>heading</em></h2><ol start="3"><li>three</li></ol>' +
        '<p><a href="https://example.org/?a=1&amp;b=&quot;2&quot;">link</a></p><ul><li>☑ done</li></ul>' +
        '<table><tr><th>x</th><td>y</td></tr></table><hr>&lt;picture&gt;<p>a<br>b</p>',
    );
  });

  it('has no buttons and nothing that is only heard', () => {
    const root = element(
      'div',
      {},
      element('button', {}, 'Copy'),
      element('span', { class: 'heard' }, 'Assistant:'),
      element('span', { role: 'status' }, 'Copied'),
      element('span', { 'aria-hidden': 'true' }, '•'),
      element('script', {}, 'x'),
      document.createComment('y'),
      'text',
    );
    expect(portableHtml(root)).to.equal('text');
  });

  it('has code as it is written', () => {
    const view = new CodeView('js');
    view.append('if (a < b && c) // "d"\n'.repeat(40));
    expect(portableHtml(element('div', {}, view.element))).to.equal(
      `<pre><code>${'if (a &lt; b &amp;&amp; c) // &quot;d&quot;\n'.repeat(40)}</code></pre>`,
    );
  });

  it('keeps text that looks like HTML text', () => {
    const root = element('div', {}, element('p', {}, '<img src=x onerror=alert(1)> &lt;'));
    expect(portableHtml(root)).to.equal('<p>&lt;img src=x onerror=alert(1)&gt; &amp;lt;</p>');
  });
});
