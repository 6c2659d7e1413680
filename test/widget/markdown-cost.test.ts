import { expect } from '@open-wc/testing/pure';

import { markdownStyles } from '../../widget/markdown/markdown.styles.ts';
import { StreamingMarkdown } from '../../widget/markdown/streaming-markdown.ts';
import { ANSWERS } from '../markdown/answers.ts';

const LENGTH = 100_000;

/** How long each quarter of the text takes, in milliseconds, layout included: as many writes each. */
function quarterTimes(text: string): number[] {
  const root = document.createElement('div');
  document.body.append(root);
  const markdown = new StreamingMarkdown(root);
  const tokens = text.match(/[^]{1,4}/g) ?? [];
  const times = [0, 0, 0, 0];
  for (const [index, token] of tokens.entries()) {
    const start = performance.now();
    markdown.write(token);
    // One layout for each fourth write, as at 240 tokens a second.
    if (index % 4 === 0) root.getBoundingClientRect();
    const quarter = Math.floor((index * 4) / tokens.length);
    times[quarter] = (times[quarter] ?? 0) + performance.now() - start;
  }
  markdown.end();
  root.remove();
  return times;
}

describe('the cost of a token', () => {
  it('is the same at the end of a long text as at its beginning', () => {
    const sheet = markdownStyles.styleSheet;
    if (sheet) document.adoptedStyleSheets.push(sheet);
    const text = ANSWERS.join('\n').repeat(15).slice(0, LENGTH);
    quarterTimes(text.slice(0, LENGTH / 10));
    const times = quarterTimes(text);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
    const [first = 0, , , last = 0] = times;
    expect(last / first, `quarters: ${times.map(Math.round).join(', ')} ms`).to.be.at.most(1.5 * 1.25);
  });
});
