import { describe, expect, it } from 'vitest';

import { render } from './html-view.ts';

const formula = (source: string) => `<code class="math">${source}</code>`;

describe('mathematics', () => {
  it('stands between the usual delimiters', () => {
    expect(render('a $x^2$ b $$y + 1$$ c \\(z_1\\) d \\[w\\] e')).toBe(
      `<p>a ${formula('x^2')} b ${formula('y + 1')} c ${formula('z_1')} d ${formula('w')} e</p>\n`,
    );
  });

  it('keeps what is Markdown elsewhere', () => {
    expect(render('$a_1*b_2*c$ and $\\{x\\}$')).toBe(`<p>${formula('a_1*b_2*c')} and ${formula('\\{x\\}')}</p>\n`);
  });

  it.each([
    '$5 and $10',
    '$5-$10',
    'US$ 5, $ 6',
    '$HOME/$PATH',
    'a \\$x\\$ b',
    'between $20.50 and $30.',
    '`$x$`',
    '$',
  ])('is not in %s', (text) => expect(render(text)).not.toContain('math'));

  it('stands in blocks, whose lines are nothing else', () => {
    const html = '<pre><code class="language-math">a\n= b\n\n- c\n</code></pre>\n';
    expect(render('$$\na\n= b\n\n- c\n$$')).toBe(html);
    expect(render('\\[\na\n= b\n\n- c\n\\]')).toBe(html);
    expect(render('```math\na\n= b\n\n- c\n```')).toBe(html);
    expect(render('text\n$$\na\n$$\ntext')).toContain('</code></pre>\n<p>text</p>');
  });
});
