import { describe, expect, it } from 'vitest';

import { render, renderPieces } from './html-view.ts';

const table = (columns: number) => render(`${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n`);
const count = (html: string, tag: string) => html.split(`<${tag}>`).length - 1;

describe('a bound', () => {
  it('lets quotes and items be 50 deep, and shows the rest as text', () => {
    expect(count(render('>'.repeat(80) + ' a'), 'blockquote')).toBe(50);
    expect(render('>'.repeat(80) + ' a')).toContain('&gt; a');
    expect(count(render('- '.repeat(80) + 'a'), 'li')).toBe(50);
  });

  it('lets marks be 50 deep, and shows all of the text', () => {
    const html = render('*a **b '.repeat(60) + 'c' + '** *'.repeat(60));
    expect(count(html, 'em') + count(html, 'strong')).toBeLessThanOrEqual(50);
    expect(html.split('a').length).toBeGreaterThan(60);
  });

  it('lets a table have 100 columns', () => {
    expect(count(table(100), 'th')).toBe(100);
    expect(table(101)).not.toContain('<table>');
  });

  it('does not fill a table with millions of cells', () => {
    expect(count(render(`${'|a'.repeat(100)}|\n${'|-'.repeat(100)}|\n${'b\n'.repeat(1000)}`), 'td')).toBe(11_000);
  });

  it('makes no difference in a very long paragraph, however it was cut', () => {
    const text = 'Some *words* and [a link](https://a.example/), **bold** ones. '.repeat(600);
    expect(renderPieces(text.match(/[^]{1,97}/g) ?? [])).toBe(render(text));
  });
});
