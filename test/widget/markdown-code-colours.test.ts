import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';

import { CodeView } from '../../widget/markdown/code-view.ts';
import { codeStyles } from '../../widget/markdown/code-view.styles.ts';
import { contrast, luminance } from './harness/contrast.ts';

const KINDS = ['comment', 'string', 'number', 'keyword', 'type', 'name', 'property', 'added', 'removed'];

describe('the colours of code', () => {
  let host: HTMLElement;

  beforeEach(() => {
    host = document.createElement('div');
    host.style.colorScheme = 'light dark';
    document.body.append(host);
  });

  afterEach(async () => {
    host.remove();
    await emulateMedia({ colorScheme: 'light' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`have a contrast of 4.5:1 where the page is ${colorScheme}`, async () => {
      await emulateMedia({ colorScheme });
      const root = host.attachShadow({ mode: 'open' });
      if (codeStyles.styleSheet) root.adoptedStyleSheets = [codeStyles.styleSheet];
      const { element } = new CodeView('js');
      root.append(element);
      const surface = getComputedStyle(element).backgroundColor;
      const colours = ['lines', 'language', 'copy', 'outcome', ...KINDS].map((kind) => {
        const piece = document.createElement('span');
        piece.className = `code-${kind}`;
        element.append(piece);
        return [kind, getComputedStyle(piece).color] as const;
      });
      // Else some of them have no rule.
      expect(new Set(colours.slice(-7, -2).map(([, colour]) => colour)).size).to.equal(5);
      expect(luminance(surface) > 0.5).to.equal(colorScheme === 'light');
      expect(colours.filter(([, colour]) => contrast(colour, surface) < 4.5)).to.deep.equal([]);
    });
  }
});
