import { describe, expect, it } from 'vitest';

import { MarkdownParser } from '../../widget/markdown/markdown-parser.ts';
import { HtmlView } from './html-view.ts';
import { PATHOLOGICAL } from './pathological-texts.ts';

/** In milliseconds of this thread, so that what else the machine does counts little; its clock is coarse. */
function parseTime(text: string): number {
  const start = process.threadCpuUsage();
  for (let runs = 1; ; runs += 1) {
    const parser = new MarkdownParser(new HtmlView());
    parser.write(text);
    parser.end();
    const { user, system } = process.threadCpuUsage(start);
    const spent = (user + system) / 1000;
    if (spent >= 30) return spent / runs;
  }
}

/** Linear is 4, quadratic is 16: what is between is the machine. */
const RATIO_MAX = 12;
/** Below this, in milliseconds, a ratio says nothing. */
const MEASURABLE = 10;

describe('a text that parsers stumble over takes time in proportion to its length', () => {
  it.each(Object.entries(PATHOLOGICAL))('%s', { retry: 3 }, (_, make) => {
    parseTime(make(2_000));
    const long = parseTime(make(32_000));
    if (long < MEASURABLE) return;
    const short = parseTime(make(8_000));
    expect(long / short).toBeLessThan(RATIO_MAX);
  });
});
