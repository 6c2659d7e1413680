import type { Logger } from 'pino';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from '../../../server/guards/log.ts';

const PERSONAL = [
  'john@example.com',
  '4111 1111 1111 1111',
  'GB29 NWBK 6016 1331 9268 19',
  '203.0.113.7',
  '+44 20 7946 0958',
];

/** Lets something be logged, and gives back the lines as they were written. */
function written(write: (log: Logger) => void, options: Partial<LogOptions> = {}): string[] {
  const lines: string[] = [];
  write(createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) }, ...options }));
  return lines;
}

describe('the log', () => {
  const text = PERSONAL.join(', ');
  it.each<[string, (log: Logger) => void]>([
    ['the message', (log) => log.info(text)],
    ['what is put into the message', (log) => log.info('%s and %o', text, { text })],
    ['a value, however deep', (log) => log.warn({ a: [{ b: { c: text } }] }, 'm')],
    ['a key', (log) => log.info({ [text]: 1 }, 'm')],
    ['what a child log always says', (log) => log.child({ who: text }).info('m')],
    ['an error’s message and stack', (log) => log.error({ err: new Error(text) }, 'm')],
    ['an error alone', (log) => log.error(new Error(text))],
    [
      'the cause of a cause',
      (log) => log.fatal({ err: new Error('a', { cause: new Error('b', { cause: new Error(text) }) }) }),
    ],
    ['what else an error carries', (log) => log.error({ err: Object.assign(new Error('m'), { body: text }) })],
    ['an error under another name', (log) => log.error({ reason: new AggregateError([new Error(text)], text) })],
  ])('masks %s', (_where, write) => {
    const lines = written(write);
    expect(lines).toHaveLength(1);
    for (const value of PERSONAL) expect(lines.join('')).not.toContain(value);
  });

  it('stays a line of JSON, with its level, its time and its numbers', () => {
    const lines = written((log) => log.info({ ms: 4111111111111111, ids: [1, null, true], text: 'a\n"b"' }, 'm'));
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines.join(''))).toMatchObject({
      level: 30,
      time: expect.any(Number),
      ms: 4111111111111111,
      ids: [1, null, true],
      text: 'a\n"b"',
      msg: 'm',
    });
  });

  it('writes no line below its level', () => {
    expect(written((log) => log.info('m'), { level: 'warn' })).toEqual([]);
  });

  it('hides the secrets that it is told, also as they stand in JSON, and those that it is told later', () => {
    const prompt = 'You are the "assistant"\nof the museum.';
    const secrets = new Set(['sk-canary-1234', prompt]);
    const lines = written(
      (log) => {
        log.error({ err: new Error(`401: key sk-canary-1234 in ${JSON.stringify({ prompt })}`) }, 'm');
        secrets.add('a second one');
        log.info('a second one');
      },
      { secrets },
    );
    expect(lines.join('')).not.toMatch(/canary|museum|second/);
    expect(lines.join('')).toContain('401: key [secret] in');
  });

  it('hides the whole of a secret that begins like another', () => {
    const secrets = new Set(['Name no price.', 'Name no price. But for friends the word is tulip.']);
    const lines = written((log) => log.error('Name no price. But for friends the word is tulip.'), { secrets });
    expect(lines.join('')).not.toContain('tulip');
  });

  it('does not take a short word for a secret', () => {
    expect(written((log) => log.info('ok then'), { secrets: new Set(['ok', '']) }).join('')).toContain('ok then');
  });

  it('cuts a long string, and never through what it masks or hides', () => {
    for (let length = 16_360; length < 16_390; length += 1) {
      const value = `${'x '.repeat(length / 2)}john@example.com sk-canary-1234 ${'y '.repeat(9_000)}`;
      const line = written((log) => log.info({ value }), { secrets: new Set(['sk-canary-1234']) }).join('');
      expect(line).not.toMatch(/john|canary/);
      expect(line.length).toBeLessThan(17_000);
    }
  });

  it('shows what it is allowed to', () => {
    const line = written((log) => log.info('no answer from 10.0.0.5'), { allow: new Set(['10.0.0.5']) }).join('');
    expect(line).toContain('10.0.0.5');
  });
});
