import { forEachPair, rotate, type HostileCase, type Named, type NextId } from './hostile-case.ts';
import { HTML_WRAPPERS } from './markdown-wrappers.ts';

/** Pictures as Markdown has them. `later` comes with the last words, long after the picture itself was shown. */
const IMAGES: readonly Named<(address: string) => string>[] = [
  ['inline', (address) => `![chart](${address})`],
  ['in angles', (address) => `![chart](<${address}>)`],
  ['with a title', (address) => `![chart](${address} "a title")`],
  ['without text', (address) => `![](${address})`],
  ['reference', (address) => `[r]: ${address}\n\n![chart][r]`],
  ['definition later', (address) => `![chart][r] and more\n\n- one\n- two\n\n[r]: ${address}`],
  ['collapsed, later', (address) => `![chart][]\n\n[chart]: <${address}> 'title'`],
  ['shortcut, later', (address) => `> ![chart]\n\nso\n\n[CHART]:\n${address}`],
  ['two definitions', (address) => `![a][x] ![b][y]\n\n[x]: https://museum.example/\n[y]: ${address}`],
  ['in a link', (address) => `[![chart](${address})](https://museum.example/)`],
  ['in a link text', (address) => `[see ![chart](${address}) here][r]\n\n[r]: https://museum.example/`],
  ['in a picture', (address) => `![a ![chart](${address}) b](x.png)`],
  ['in a table', (address) => `| a | b |\n|---|---|\n| ![chart](${address}) | c |`],
  ['in a heading', (address) => `# ![chart](${address})\n\n![chart](${address})\n===`],
  ['in a list', (address) => `- [ ] ![chart](${address})\n  1. ![chart](${address})`],
  ['emphasised', (address) => `***![chart](${address})***`],
  ['like a footnote', (address) => `A note[^1].\n\n[^1]: ![chart](${address})`],
];

/** HTML that fetches by itself. */
const FETCHERS: readonly Named<(address: string) => string>[] = [
  ['img', (address) => `<img src="${address}">`],
  ['img srcset', (address) => `<img srcset="${address} 1x, ${address}?2 2x">`],
  ['img lazy', (address) => `<img loading=lazy src="${address}">`],
  ['img, no quotes', (address) => `<IMG SRC=${address}>`],
  ['image', (address) => `<image src="${address}">`],
  ['picture', (address) => `<picture><source srcset="${address}"><img></picture>`],
  ['input image', (address) => `<input type=image src="${address}">`],
  ['body background', (address) => `<body background="${address}">`],
  ['table background', (address) => `<table background="${address}"><tr><td background="${address}">x</table>`],
  ['style attribute', (address) => `<p style="background:url(${address})">x</p>`],
  ['style image-set', (address) => `<p style="background:image-set('${address}' 1x)">x</p>`],
  ['style list', (address) => `<ul><li style="list-style:url(${address})">x</ul>`],
  ['style content', (address) => `<p style="content:url(${address})">x</p>`],
  ['style cursor', (address) => `<p style="cursor:url(${address}),auto">x</p>`],
  ['style element', (address) => `<style>body{background:url(${address})}</style>`],
  ['@import', (address) => `<style>@import '${address}';</style>`],
  ['@font-face', (address) => `<style>@font-face{font-family:z;src:url(${address})}p{font-family:z}</style><p>x</p>`],
  ['stylesheet', (address) => `<link rel=stylesheet href="${address}">`],
  ['preload', (address) => `<link rel=preload as=image href="${address}">`],
  ['modulepreload', (address) => `<link rel=modulepreload href="${address}">`],
  ['prefetch', (address) => `<link rel=prefetch href="${address}">`],
  ['preconnect', (address) => `<link rel=preconnect href="${address}">`],
  ['icon', (address) => `<link rel=icon href="${address}">`],
  ['manifest', (address) => `<link rel=manifest href="${address}">`],
  ['refresh', (address) => `<meta http-equiv=refresh content="0;url=${address}">`],
  ['base and img', (address) => `<base href="${address}/"><img src=x.png>`],
  ['iframe', (address) => `<iframe src="${address}"></iframe>`],
  ['srcdoc', (address) => `<iframe srcdoc="<img src='${address}'>"></iframe>`],
  ['frame', (address) => `<frameset><frame src="${address}"></frameset>`],
  ['object', (address) => `<object data="${address}"></object>`],
  ['embed', (address) => `<embed src="${address}">`],
  ['applet', (address) => `<applet code=x archive="${address}"></applet>`],
  ['video', (address) => `<video src="${address}" autoplay></video>`],
  ['video poster', (address) => `<video poster="${address}"></video>`],
  ['audio', (address) => `<audio src="${address}" preload=auto></audio>`],
  ['source', (address) => `<video preload=auto><source src="${address}"></video>`],
  ['track', (address) => `<video src=x:><track default src="${address}"></video>`],
  ['svg image', (address) => `<svg><image href="${address}"/></svg>`],
  [
    'svg feImage',
    (address) => `<svg><filter id=f><feImage href="${address}"/></filter><p style="filter:url(#f)">x</p></svg>`,
  ],
  ['svg use', (address) => `<svg><use href="${address}#x"/></svg>`],
  ['svg fill', (address) => `<svg><rect width=9 height=9 fill="url(${address}#x)"/></svg>`],
  ['svg style', (address) => `<svg><style>@import '${address}';</style></svg>`],
  ['script', (address) => `<script src="${address}"></script>`],
  ['dangling', (address) => `<img src='${address}?`],
  ['in a comment', (address) => `<!--[if true]><img src="${address}"><![endif]--><img src="${address}">`],
  ['portal', (address) => `<portal src="${address}"></portal>`],
];

/** Links, which nobody may follow, look up or warm up before the visitor does. */
const LINKS: readonly Named<(address: string) => string>[] = [
  ['link', (address) => `[more](${address})`],
  ['bare', (address) => `see ${address} there`],
  ['autolink', (address) => `<${address}>`],
  ['half a link', (address) => `[more](${address}`],
  ['half a picture', (address) => `![more](${address}`],
  ['definition alone', (address) => `no link\n\n[more]: ${address}`],
  ['ping', (address) => `<a ping="${address}" href="https://museum.example/">x</a>`],
  ['prefetched', (address) => `<a rel="prefetch prerender" href="${address}">x</a>`],
  [
    'speculation',
    (address) => `<script type=speculationrules>{"prefetch":[{"source":"list","urls":["${address}"]}]}</script>`,
  ],
  ['attribution', (address) => `<a attributionsrc="${address}" href=x>x</a><img attributionsrc="${address}">`],
];

/** Spellings of the same address. The last ones are neighbours of what an owner may allow, see `ALLOWED_IMAGES`. */
const SPELLINGS: readonly Named<(address: string) => string>[] = [
  ['plain', (address) => address],
  ['without scheme', (address) => address.replace(/^http:/, '')],
  ['upper-case scheme', (address) => address.replace(/^http/, 'HTTP')],
  ['backslashes', (address) => address.replace('//', '\\\\')],
  ['references', (address) => address.replace('http', '&#104;&#x74;tp').replace(':', '&colon;')],
  ['user info', (address) => address.replace('//', '//museum.example@')],
  ['with a query', (address) => `${address}?q=everything%20that%20was%20said`],
  ['tab in the scheme', (address) => address.replace('http', 'ht&Tab;tp')],
  [
    'svg data',
    (address) =>
      `data:image/svg+xml,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg'><image href='${address}'/></svg>`)}`,
  ],
  ['css data', (address) => `data:text/css,@import'${address}'`],
];

/** What the suite's owner allows; no case names it. */
export const ALLOWED_IMAGES: readonly string[] = ['https://images.example/museum/'];

const NEIGHBOURS: readonly Named<(id: number) => string>[] = [
  ['out of the folder', (id) => `https://images.example/museum/../b/${id}`],
  ['out, encoded', (id) => `https://images.example/museum/%2e%2e/b/${id}`],
  ['out, a slash encoded', (id) => `https://images.example/museum/..%2fb/${id}`],
  ['a longer name', (id) => `https://images.example/museums/b/${id}`],
  ['a longer host', (id) => `https://images.example.evil.example/museum/b/${id}`],
  ['another port', (id) => `https://images.example:8443/museum/b/${id}`],
  ['another scheme', (id) => `http://images.example/museum/b/${id}`],
  ['in the user info', (id) => `https://images.example@evil.example/museum/b/${id}`],
  ['in the query', (id) => `https://evil.example/b/${id}?https://images.example/museum/`],
];

/** @param beacon - the origin where nothing may arrive; every address is `/b/` and the case's id below it. */
export function beaconCases(nextId: NextId, beacon: string): HostileCase[] {
  const cases: HostileCase[] = [];
  const add = (from: readonly string[], write: (address: string) => string, at?: (id: number) => string): void => {
    const id = nextId();
    const address = at ? at(id) : `${beacon}/b/${id}`;
    cases.push({ id, kind: 'beacon', from: from.join(', '), text: write(address), address });
  };
  forEachPair(IMAGES, SPELLINGS, ([kind, write], [spelling, spell]) => {
    add(['picture', kind, spelling], (address) => write(spell(address)));
  });
  forEachPair(FETCHERS, [0, 1], ([kind, write], turn, index) => {
    const [spelling, spell] = rotate(SPELLINGS, turn === 0 ? 0 : index);
    const [place, wrap] = rotate(HTML_WRAPPERS, turn === 0 ? 0 : index);
    add([kind, spelling, place], (address) => wrap(write(spell(address))));
  });
  forEachPair(LINKS, SPELLINGS.slice(0, 6), ([kind, write], [spelling, spell]) => {
    add(['link', kind, spelling], (address) => write(spell(address)));
  });
  forEachPair(NEIGHBOURS, IMAGES.slice(0, 6), ([neighbour, at], [kind, write]) => {
    add(['neighbour', neighbour, kind], write, at);
  });
  return cases;
}
