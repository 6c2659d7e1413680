import { expect } from '@open-wc/testing/pure';
import { html, render } from 'lit';

import { richText } from '../../widget/views/rich-text.ts';

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
