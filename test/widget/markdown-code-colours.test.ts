import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';

import { CodeView } from '../../widget/markdown/code-view.ts';
import { codeStyles } from '../../widget/markdown/code-view.styles.ts';

const KINDS = ['comment', 'string', 'number', 'keyword', 'type', 'name', 'property', 'added', 'removed'];

/** WCAG 2.2, "relative luminance". @param colour - as `getComputedStyle` gives an opaque one. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((channel) => {
    const value = Number(channel) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

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
