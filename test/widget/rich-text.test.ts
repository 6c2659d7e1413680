import { expect } from '@open-wc/testing/pure';
import { html, render } from 'lit';

import type { PacedMarkdownOptions } from '../../widget/views/paced-markdown.ts';
import { richText } from '../../widget/views/rich-text.ts';
import { eventually, nextFrame } from './harness/roles.ts';

const OPTIONS = { perSecond: Infinity };

/** Draws texts into one template, one after the other. */
function drawn(): { readonly draw: (text: string, isWhole: boolean) => void; readonly text: () => Element } {
  const root = document.createElement('div');
  const text = (): Element => {
    const { firstElementChild } = root;
    if (!firstElementChild) throw new Error('nothing is drawn');
    return firstElementChild;
  };
  return { draw: (source, isWhole) => render(html`<div ${richText(source, isWhole, OPTIONS)}></div>`, root), text };
}

describe('rich text in a template', () => {
  it('keeps its nodes while it grows', () => {
    const { draw, text } = drawn();
    draw('One **two', false);
    const paragraph = text().querySelector('p');
    draw('One **two** three', false);
    draw('One **two** three', true);
    expect(text().querySelector('p')).to.equal(paragraph);
    expect(text().textContent).to.equal('One two three');
  });

  it('is shown anew where it does not go on with the one before', () => {
    const { draw, text } = drawn();
    draw('Wrong **way', false);
    draw('Right.', false);
    expect(text().textContent).to.equal('Right.');
    expect(text().querySelector('strong')).to.equal(null);
    draw('Right?', true);
    expect(text().textContent).to.equal('Right?');
    draw('', true);
    expect(text().textContent).to.equal('');
  });

  it('shows nothing more of a text that another one has taken the place of', async () => {
    const root = document.createElement('div');
    document.body.append(root);
    const blocks: string[] = [];
    const options = { perSecond: 60, onBlock: ({ text }: { text: string }) => void blocks.push(text) };
    const draw = (source: string): void => void render(html`<div ${richText(source, false, options)}></div>`, root);
    draw('Old one.\n\nSecond old paragraph.\n\nThird.');
    await nextFrame();
    draw('New text.\n\nAnd more.');
    await eventually(() => expect(root.textContent).to.equal('New text.And more.'));
    await nextFrame();
    expect(root.textContent).to.equal('New text.And more.');
    expect(blocks.filter((text) => text.includes('old'))).to.deep.equal([]);
    root.remove();
  });

  it('is drawn anew with other labels, and not with the same', () => {
    const root = document.createElement('div');
    const english = { perSecond: Infinity, labels: { table: 'Table' } };
    const draw = (options: PacedMarkdownOptions): void =>
      void render(html`<div ${richText('| a |\n|---|', true, options)}></div>`, root);
    draw(english);
    const table = root.querySelector('table');
    draw({ ...english });
    expect(root.querySelector('table')).to.equal(table);
    draw({ ...english, labels: { table: 'Tabelle' } });
    expect(root.querySelector('[role=region]')).to.have.property('ariaLabel', 'Tabelle');
    expect(root.querySelectorAll('table')).to.have.length(1);
  });

  it('keeps its nodes where it broke off and is tried again', () => {
    const { draw, text } = drawn();
    draw('One', true);
    const paragraph = text().querySelector('p');
    draw('One', false);
    expect(text().querySelector('p')).to.equal(paragraph);
    draw('One, two', false);
    expect(text().textContent).to.equal('One, two');
    draw('One, two, three', true);
    expect(text().textContent).to.equal('One, two, three');
  });

  it('shows at once what was in sight when it broke off', () => {
    const root = document.createElement('div');
    const words = 'words '.repeat(100);
    const draw = (text: string, isWhole: boolean): unknown =>
      render(html`<div ${richText(text, isWhole, { perSecond: 60 })}></div>`, root);
    draw(words, true);
    const shown = root.textContent.length;
    draw(`${words}${words}`, false);
    expect(root.textContent.length).to.be.within(shown, shown + 60);
  });

  it('stands in a tag and nowhere else', () => {
    const root = document.createElement('div');
    expect(() => render(html`<div>${richText('', true, OPTIONS)}</div>`, root)).to.throw('in a tag');
  });
});
