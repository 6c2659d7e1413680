import { expect } from '@open-wc/testing/pure';

import { CodeView } from '../../widget/markdown/code-view.ts';
import { codeStyles } from '../../widget/markdown/code-view.styles.ts';
import { eventually, get } from './harness/roles.ts';

const CODE = 'a <b> &amp;\n'.repeat(40);

/** The page's clipboard for one test; `undefined` is that of a page without HTTPS. */
function setClipboard(clipboard: Pick<Clipboard, 'writeText'> | undefined): void {
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
}

describe('the copy button of code', () => {
  let host: HTMLElement;

  beforeEach(() => {
    host = document.createElement('div');
    document.body.append(host);
    const root = host.attachShadow({ mode: 'open' });
    const view = new CodeView('html', { copy: 'Copy code', copied: 'It is copied.', selected: 'It is selected.' });
    view.append(CODE);
    view.end();
    root.append(view.element);
  });

  afterEach(() => {
    host.remove();
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  it('copies all of it, and says so politely', async () => {
    const copied: string[] = [];
    setClipboard({
      writeText: (text) => {
        copied.push(text);
        return Promise.resolve();
      },
    });
    expect(get('status').textContent).to.equal('');
    get('button', 'Copy code').click();
    await eventually(() => expect(get('status').textContent).to.equal('It is copied.'));
    expect(copied).to.deep.equal([CODE]);
  });

  it('selects it and says so where a page may not copy', async () => {
    setClipboard(undefined);
    get('button', 'Copy code').click();
    await eventually(() => expect(get('status').textContent).to.equal('It is selected.'));
    expect(String(getSelection()).trim()).to.equal(CODE.trim());
  });

  it('selects it and says so where the browser refuses', async () => {
    setClipboard({ writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
    get('button', 'Copy code').click();
    await eventually(() => expect(get('status').textContent).to.equal('It is selected.'));
    expect(String(getSelection()).trim()).to.equal(CODE.trim());
  });
});

describe('code that is wider than its place', () => {
  it('scrolls, with the keyboard too', () => {
    const host = document.createElement('div');
    document.body.append(host);
    const root = host.attachShadow({ mode: 'open' });
    if (codeStyles.styleSheet) root.adoptedStyleSheets = [codeStyles.styleSheet];
    const view = new CodeView('html');
    view.append(`${'wide '.repeat(400)}\n`);
    root.append(view.element);
    const group = get('group', 'HTML');
    expect(group.tabIndex).to.equal(0);
    expect(group.scrollWidth).to.be.greaterThan(group.clientWidth * 2);
    group.scrollLeft = 100;
    expect(group.scrollLeft).to.equal(100);
    expect(host.scrollWidth).to.equal(host.clientWidth);
    host.remove();
  });
});
