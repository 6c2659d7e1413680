import { describe, expect, it } from 'vitest';

import { hostNote, httpUrl, mayShowImage, safeHref } from '../../widget/markdown/link-policy.ts';

describe('safeHref', () => {
  it.each([
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['HTTP://Example.org', 'http://example.org/'],
    ['https://example.org/a%20b', 'https://example.org/a%20b'],
    [
      'https://fa.wikipedia.org/wiki/می\u200cخواهم',
      'https://fa.wikipedia.org/wiki/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85',
    ],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
    ['https:\\\\example.org\\a', 'https://example.org/a'],
    ['mailto:help@example.org', 'mailto:help@example.org'],
    [
      'MAILTO:Help+us@example.org?Subject=Hi%20there&body=a%0D%0Ab',
      'mailto:Help+us@example.org?Subject=Hi%20there&body=a%0D%0Ab',
    ],
  ])('follows %s', (address, href) => {
    expect(safeHref(address)).toBe(href);
  });

  it.each([
    '',
    ' ',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'javascript&colon;alert(1)',
    'javascript://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'blob:https://example.org/1',
    'file:///etc/passwd',
    'filesystem:https://example.org/temporary/1',
    'view-source:https://example.org',
    'intent://example.org#Intent;end',
    'tel:+3545551234',
    'ftp://example.org/',
    'ws://example.org/',
    'about:blank',
    'https://',
    'https://exa mple.org/',
    'https://example.org/a b',
    'https://example.org/a\nb',
    'https://example.org/\u0085',
    'https://example.org/\u2028',
    'https://bank.example@evil.example/',
    'https://:secret@evil.example/',
    'https:bank.example@evil.example',
    'mailto:',
    'mailto:?to=evil@example.org',
    'mailto:a@example.org,evil@example.org',
    'mailto:a@example.org%2Cevil@example.org',
    'mailto:a@example.org%0D%0ABcc:evil@example.org',
    'mailto:%',
  ])('does not follow %j', (address) => {
    expect(safeHref(address)).toBe(undefined);
    expect(safeHref(address, 'mailto:a@example.org')).toBe(undefined);
  });

  it('follows a relative address only if it is told what it is relative to', () => {
    for (const address of ['/handbook', 'handbook', '#part', '?page=2', '//example.org/handbook', '../handbook']) {
      expect(safeHref(address), address).toBe(undefined);
    }
    expect(safeHref('/handbook?p=1', 'https://example.org/docs/')).toBe('https://example.org/handbook?p=1');
    expect(safeHref('//other.example/a', 'https://example.org/')).toBe('https://other.example/a');
    expect(safeHref('javascript:alert(1)', 'https://example.org/')).toBe(undefined);
    expect(safeHref('handbook', 'no base')).toBe(undefined);
  });

  it('takes 2,048 characters, as written and as the browser writes them', () => {
    const address = 'https://example.org/'.padEnd(2048, 'a');
    expect(safeHref(address)).toBe(address);
    expect(safeHref(`${address}a`)).toBe(undefined);
    expect(safeHref(`https://example.org/${'./'.repeat(1100)}`)).toBe(undefined);
    expect(safeHref('https://example.org/'.padEnd(300, 'é'))).toHaveLength(20 + 280 * 6);
    expect(safeHref('https://example.org/'.padEnd(800, 'é'))).toBe(undefined);
  });

  it('fills in nothing of a mail but what its writer sees', () => {
    expect(
      safeHref(
        'mailto:a@example.org?cc=b@example.org&subject=Hi&BCC=c@example.org&attach=/etc/passwd&to=d@example.org',
      ),
    ).toBe('mailto:a@example.org?subject=Hi');
    expect(safeHref('mailto:a@example.org?subject=Hi%0D%0ABcc:b@example.org&body=Hello')).toBe(
      'mailto:a@example.org?body=Hello',
    );
    expect(safeHref('mailto:a@example.org?%63c=b@example.org')).toBe('mailto:a@example.org');
  });
});

describe('httpUrl', () => {
  it('is the same policy without mail, and patient with white space around', () => {
    expect(httpUrl(' https://example.org/a ')?.href).toBe('https://example.org/a');
    expect(httpUrl('chat', 'https://example.org/')?.href).toBe('https://example.org/chat');
    for (const address of [
      undefined,
      null,
      '',
      ' ',
      'mailto:a@example.org',
      'javascript:alert(1)',
      'https://a:b@example.org',
      'chat',
    ]) {
      expect(httpUrl(address), String(address)).toBe(undefined);
    }
  });
});

describe('hostNote', () => {
  it.each([
    ['the handbook', 'https://example.org/'],
    ['example.org', 'https://example.org/handbook'],
    ['https://example.org/handbook/index.php', 'https://example.org/handbook'],
    ['Example.ORG', 'https://www.example.org/'],
    ['www.example.org:8080/a', 'https://example.org:8080/a'],
    ['(see example.org/other.example)', 'https://example.org/'],
    ['config.json, main.ts and index.html', 'https://example.org/'],
    ['Node.js 24.1.0, e.g. or i.e. 1.000.000', 'https://example.org/'],
    ['192.168.0.1', 'http://192.168.0.1/'],
    ['xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example/'],
    ['help@example.org', 'mailto:help@example.org'],
    ['Help@Example.org', 'mailto:help@example.org?subject=Hi'],
    ['write to us', 'mailto:help@example.org'],
    ['', 'https://example.org/'],
    ['example.org', 'no address'],
  ])('is silent beside %j to %s', (text, href) => {
    expect(hostNote(text, href)).toBe(undefined);
  });

  it.each([
    ['another host', 'bank.example', 'https://evil.example/', 'evil.example'],
    ['a port', 'bank.example', 'https://evil.example:8443/', 'evil.example:8443'],
    ['a whole address', 'https://bank.example/login', 'https://evil.example/', 'evil.example'],
    ['a host in a sentence', 'Log in at “bank.example”, please', 'https://evil.example/', 'evil.example'],
    ['a host before another', 'evil.example,bank.example', 'https://evil.example/', 'evil.example'],
    [
      'a host as the beginning of another',
      'bank.example',
      'https://bank.example.evil.example/',
      'bank.example.evil.example',
    ],
    ['a host as the path of another', 'bank.example', 'https://evil.example/bank.example', 'evil.example'],
    ['a host as user info', 'https://bank.example@evil.example', 'https://evil.example/', 'evil.example'],
    ['a name without a dot after a scheme', 'http://intranet', 'https://evil.example/', 'evil.example'],
    ['an IP address', '10.0.0.1', 'https://evil.example/', 'evil.example'],
    ['a mail address that leads to a page', 'help@bank.example', 'https://evil.example/', 'evil.example'],
    ['another mail address', 'help@bank.example', 'mailto:help@evil.example', 'help@evil.example'],
    ['a page that leads to mail', 'bank.example', 'mailto:help@evil.example', 'help@evil.example'],
    ['invisible characters in a host', 'bank\u200b.\u2060exam\u00adple', 'https://evil.example/', 'evil.example'],
    ['a dot leader', 'bank․example', 'https://evil.example/', 'evil.example'],
    ['an ideographic full stop', 'bank。example', 'https://evil.example/', 'evil.example'],
    ['a wide full stop', 'bank．example', 'https://evil.example/', 'evil.example'],
    ['wide letters', 'ｂａｎｋ.example', 'https://evil.example/', 'evil.example'],
    ['a Cyrillic letter in the text', 'bаnk.example', 'https://bank.example/', 'bank.example'],
    ['a Cyrillic letter in both', 'bаnk.example', 'https://bаnk.example/', 'xn--bnk-6cd.example'],
    ['a Cyrillic letter in the address', 'the bank', 'https://bаnk.example/', 'xn--bnk-6cd.example'],
    ['an honest name beyond ASCII', 'münchen.example', 'https://münchen.example/', 'xn--mnchen-3ya.example'],
  ])('names the host beside %s', (_, text, address, note) => {
    expect(hostNote(text, safeHref(address) ?? '')).toBe(note);
  });

  it('takes time in proportion to the text', () => {
    const hostile = ['a', '.', 'a.', '-', 'a@', '://', 'a.b/ ', 'a.bc:', '。', '@', 'a...', 'a---'];
    for (const piece of hostile) {
      const times = [20_000, 160_000].map((length) => {
        const text = piece.repeat(length / piece.length);
        const runs = [0, 1, 2].map(() => {
          const start = performance.now();
          hostNote(text, 'https://example.org/');
          hostNote(text, 'mailto:a@example.org');
          return performance.now() - start;
        });
        return Math.min(...runs);
      });
      // Eight times the text; a quadratic reading would take 64 times as long.
      expect((times[1] ?? 0) / Math.max(times[0] ?? 0, 0.5), piece).toBeLessThan(32);
    }
  });
});

describe('mayShowImage', () => {
  const allowed = ['https://cdn.example/img', 'https://pictures.example/', 'https://exact.example/logo.png'];

  it.each([
    'https://cdn.example/img',
    'https://cdn.example/img/a.png',
    'https://cdn.example/img/a.png?width=300',
    'https://cdn.example/img/b/../a.png',
    'https://CDN.example:443/img/a%20b.png',
    'https://pictures.example/any/where.webp',
    'https://exact.example/logo.png',
  ])('shows %s', (address) => {
    expect(mayShowImage(address, allowed)).toBe(true);
  });

  it.each([
    'https://cdn.example/imgevil/a.png',
    'https://cdn.example/IMG/a.png',
    'https://cdn.example/img/../a.png',
    'https://cdn.example/img/%2e%2e/a.png',
    'https://cdn.example/img/.%2E/a.png',
    'https://cdn.example/img/..%2fa.png',
    'https://cdn.example/img/..%5Ca.png',
    'https://cdn.example/img/%252e%252e/a.png',
    'https://cdn.example/img\\..\\a.png',
    'https://cdn.example//img/a.png',
    'https://cdn.example/',
    'http://cdn.example/img/a.png',
    'https://cdn.example:8443/img/a.png',
    'https://cdn.example./img/a.png',
    'https://cdn.example.evil.example/img/a.png',
    'https://evil.example/https://cdn.example/img/a.png',
    'https://cdn.example@evil.example/img/a.png',
    '//cdn.example/img/a.png',
    '/img/a.png',
    'data:image/png;base64,AAAA',
    'blob:https://cdn.example/img/a.png',
    'mailto:a@cdn.example',
    'javascript:alert(1)',
    '',
  ])('does not show %j', (address) => {
    expect(mayShowImage(address, allowed)).toBe(false);
  });

  it('lists nothing by what is no origin and path', () => {
    for (const entry of [
      '',
      '*',
      'https://',
      'cdn.example/img',
      'https://cdn.example/img?a=b',
      'https://cdn.example/img#a',
      'data:',
    ]) {
      expect(mayShowImage('https://cdn.example/img/a.png', [entry]), entry).toBe(false);
    }
    expect(mayShowImage('https://cdn.example/img/a.png', [])).toBe(false);
  });
});
