import { ADDRESSES, ATTRIBUTE_VALUES } from './encodings.ts';
import { forEachPair, rotate, type HostileCase, type Named, type NextId } from './hostile-case.ts';
import { ADDRESS_WRAPPERS, HTML_WRAPPERS } from './markdown-wrappers.ts';

/** What a script does when it runs: it tells its number, one way or another. */
const SCRIPTS: readonly ((id: number) => string)[] = [
  (id) => `__hit(${id})`,
  (id) => `alert(${id})`,
  (id) => `__hit(${id})`,
  (id) => `eval('__hit(${id})')`,
  (id) => `__hit(${id})`,
  (id) => `confirm(${id})`,
  (id) => `Function('__hit(${id})')()`,
  (id) => `__hit(${id})`,
  (id) => `prompt(${id})`,
  (id) => `window['__hit'](${id})`,
  (id) => `[${id}].map(__hit)`,
  (id) => `print(${id})`,
];

type Write = (script: string, quote: (value: string) => string) => string;

/** Elements with a handler: of what happens by itself, and of what a visitor does. */
const HANDLERS: readonly Named<Write>[] = [
  ['img onerror', (script, quote) => `<img src=x: onerror=${quote(script)}>`],
  ['img onload', (script, quote) => `<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw= onload=${quote(script)}>`],
  ['image onerror', (script, quote) => `<image src=x: onerror=${quote(script)}>`],
  ['IMG in capitals', (script, quote) => `<IMG SRC=x: ONERROR=${quote(script)}>`],
  ['img with slashes', (script, quote) => `<img/src='x:'/onerror=${quote(script)}>`],
  ['img over lines', (script, quote) => `<img\nsrc=x:\nonerror=${quote(script)}\n>`],
  ['img unclosed', (script, quote) => `<img src=x: onerror=${quote(script)} x `],
  ['svg onload', (script, quote) => `<svg onload=${quote(script)}></svg>`],
  ['svg animate onbegin', (script, quote) => `<svg><animate onbegin=${quote(script)} attributeName=x dur=1s></svg>`],
  ['svg image', (script, quote) => `<svg><image href=x: onerror=${quote(script)}></image></svg>`],
  ['svg in math', (script, quote) => `<math><mtext><svg onload=${quote(script)}></svg></mtext></math>`],
  ['style onload', (script, quote) => `<style onload=${quote(script)}>x{}</style>`],
  ['link onerror', (script, quote) => `<link rel=stylesheet href=x: onerror=${quote(script)}>`],
  ['script onerror', (script, quote) => `<script src=x: onerror=${quote(script)}></script>`],
  ['iframe onload', (script, quote) => `<iframe onload=${quote(script)}></iframe>`],
  ['object onerror', (script, quote) => `<object data=x: onerror=${quote(script)}></object>`],
  ['embed onload', (script, quote) => `<embed src=about:blank onload=${quote(script)}>`],
  ['video onerror', (script, quote) => `<video src=x: onerror=${quote(script)}></video>`],
  ['video source onerror', (script, quote) => `<video><source onerror=${quote(script)}></video>`],
  ['audio onloadstart', (script, quote) => `<audio src=x: onloadstart=${quote(script)}></audio>`],
  ['input image onerror', (script, quote) => `<input type=image src=x: onerror=${quote(script)}>`],
  ['body onload', (script, quote) => `<body onload=${quote(script)} onpageshow=${quote(script)}>`],
  ['details ontoggle', (script, quote) => `<details open ontoggle=${quote(script)}>x</details>`],
  ['dialog onclose', (script, quote) => `<dialog open onclose=${quote(script)}>x</dialog>`],
  [
    'popover onbeforetoggle',
    (script, quote) => `<button popovertarget=p>x</button><p popover id=p onbeforetoggle=${quote(script)}>y</p>`,
  ],
  ['input onfocus', (script, quote) => `<input autofocus onfocus=${quote(script)}>`],
  ['select onfocus', (script, quote) => `<select autofocus onfocus=${quote(script)}></select>`],
  ['textarea onblur', (script, quote) => `<textarea onblur=${quote(script)}></textarea>`],
  ['button onclick', (script, quote) => `<button onclick=${quote(script)}>x</button>`],
  ['div onclick', (script, quote) => `<div onclick=${quote(script)}>x</div>`],
  ['a onmouseover', (script, quote) => `<a onmouseover=${quote(script)}>x</a>`],
  ['b onpointerenter', (script, quote) => `<b onpointerenter=${quote(script)}>x</b>`],
  ['i onmouseenter', (script, quote) => `<i onmouseenter=${quote(script)}>x</i>`],
  ['p onwheel', (script, quote) => `<p onwheel=${quote(script)}>x</p>`],
  ['p oncontextmenu', (script, quote) => `<p oncontextmenu=${quote(script)}>x</p>`],
  ['p ondragstart', (script, quote) => `<p draggable=true ondragstart=${quote(script)}>x</p>`],
  ['p oncopy', (script, quote) => `<p oncopy=${quote(script)}>x</p>`],
  ['p onanimationstart', (script, quote) => `<p style=animation-name:x onanimationstart=${quote(script)}>x</p>`],
  ['p ontransitionend', (script, quote) => `<p ontransitionend=${quote(script)}>x</p>`],
  ['p contenteditable oninput', (script, quote) => `<p contenteditable oninput=${quote(script)}>x</p>`],
  ['p tabindex onkeydown', (script, quote) => `<p tabindex=0 onkeydown=${quote(script)}>x</p>`],
  ['p onscroll', (script, quote) => `<p onscroll=${quote(script)}>x</p>`],
  ['marquee onstart', (script, quote) => `<marquee onstart=${quote(script)}>x</marquee>`],
  ['form onsubmit', (script, quote) => `<form onsubmit=${quote(script)}><button>x</button></form>`],
  ['unknown element', (script, quote) => `<x-y onclick=${quote(script)}>x</x-y>`],
  ['prefixed element', (script, quote) => `<x:p xmlns=x onclick=${quote(script)}>x</x:p>`],
];

/** Elements that follow an address, or run what it holds. */
const HOLDERS: readonly Named<(address: string) => string>[] = [
  ['a', (address) => `<a href="${address}">x</a>`],
  ['a with target', (address) => `<a target=_self href='${address}'>x</a>`],
  ['area', (address) => `<map name=m><area href="${address}"></map>`],
  ['svg a', (address) => `<svg><a xlink:href="${address}"><text y=9>x</text></a></svg>`],
  ['svg animate', (address) => `<svg><a><animate attributeName=href values="${address}"/><text y=9>x</text></a></svg>`],
  ['svg set', (address) => `<svg><a><set attributeName=href to="${address}"/><text y=9>x</text></a></svg>`],
  ['math', (address) => `<math><mtext href="${address}">x</mtext></math>`],
  ['form', (address) => `<form action="${address}"><button>x</button></form>`],
  ['formaction', (address) => `<form><button formaction="${address}">x</button></form>`],
  ['input formaction', (address) => `<form><input type=submit formaction="${address}"></form>`],
  ['iframe', (address) => `<iframe src="${address}"></iframe>`],
  ['IFRAME in capitals', (address) => `<IFRAME SRC='${address}'></IFRAME>`],
  ['frameset', (address) => `<frameset><frame src="${address}"></frameset>`],
  ['object', (address) => `<object data="${address}"></object>`],
  ['embed', (address) => `<embed src="${address}">`],
  ['script', (address) => `<script src="${address}"></script>`],
  ['base', (address) => `<base href="${address}/">`],
  ['refresh', (address) => `<meta http-equiv=refresh content="0;url=${address}">`],
  ['svg use', (address) => `<svg><use href="${address}#x"></use></svg>`],
];

/** Addresses that are, or hold, a script; and some that a browser should never be sent to by a stranger. */
const SCHEMES: readonly Named<(script: string) => string>[] = [
  ['javascript:', (script) => `javascript:${script}`],
  ['javascript: as a path', (script) => `javascript://museum.example/%0a${script}`],
  ['data:text/html', (script) => `data:text/html,<script>${script}</script>`],
  ['data:text/html;base64', (script) => `data:text/html;base64,${btoa(`<script>${script}</script>`)}`],
  ['data:image/svg+xml', (script) => `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${script}'/>`],
  ['vbscript:', (script) => `vbscript:${script}`],
  ['blob:', (script) => `blob:https://museum.example/${script}`],
  ['file:', (script) => `file:///etc/passwd?${script}`],
  ['view-source:', (script) => `view-source:javascript:${script}`],
  ['filesystem:', (script) => `filesystem:https://museum.example/temporary/${script}`],
  ['feed:', (script) => `feed:javascript:${script}`],
  ['jar:', (script) => `jar:javascript:${script}!/`],
];

/** Where a title, an alternative text, an info string or a destination is broken out of. */
const BREAK_OUTS: readonly Named<(handler: string) => string>[] = [
  ['link title', (handler) => `[x](https://museum.example "\\"${handler} x=\\"")`],
  ['link title in quotes', (handler) => `[x](https://museum.example '"><img src=x: ${handler}>')`],
  ['link destination', (handler) => `[x](https://museum.example/"${handler.replaceAll(' ', '%20')})`],
  ['link destination in angles', (handler) => `[x](<https://museum.example/" ${handler} x=">)`],
  ['image text', (handler) => `![" ${handler} x="](x:)`],
  ['image destination', (handler) => `![x](<x:" ${handler} y=">)`],
  ['image title', (handler) => `![x](x: '" ${handler} y="')`],
  ['info string', (handler) => `\`\`\`js"><img src=x: ${handler}>\ncode\n\`\`\``],
  ['autolink', (handler) => `<https://museum.example/"><img/src=x:/${handler}>`],
  ['definition', (handler) => `[x]: https://museum.example/"><img src=x: ${handler}>\n\n[x]`],
  ['definition title', (handler) => `[x]: https://museum.example '"><img src=x: ${handler}>'\n\n[x]`],
  ['table alignment', (handler) => `| a |\n|:-"${handler}|\n| b |`],
  ['entities', (handler) => `&lt;img src=x: ${handler}&gt; &#60;img src=x: ${handler}&#62;`],
  ['entities twice', (handler) => `&amp;lt;img src=x: ${handler}&amp;gt;`],
  ['math', (handler) => `$\\href{javascript:1}{"><img src=x: ${handler}>}$`],
  ['script element', (handler) => `<script>${handler.replace(/^on\w+=/, '')}</script>`],
  ['noscript', (handler) => `<noscript><p title="</noscript><img src=x: ${handler}>">`],
  [
    'nested namespaces',
    (handler) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: ${handler}&gt;">`,
  ],
  ['template', (handler) => `<template><img src=x: ${handler}></template><img src=x: ${handler}>`],
  ['srcdoc', (handler) => `<iframe srcdoc="<img src=x: ${handler}>"></iframe>`],
  ['srcdoc in references', (handler) => `<iframe srcdoc="&lt;img src=x: ${handler}&gt;"></iframe>`],
  ['shadow root', (handler) => `<div><template shadowrootmode=open><img src=x: ${handler}></template></div>`],
];

/** Scripts by combination: every pair of two lists, with the third one rotated through. */
export function scriptCases(nextId: NextId): HostileCase[] {
  const cases: HostileCase[] = [];
  const add = (from: readonly string[], write: (script: string) => readonly [text: string, address?: string]): void => {
    const id = nextId();
    const [text, address] = write(rotate(SCRIPTS, id)(id));
    cases.push({ id, kind: 'script', from: from.join(', '), text, address: address ?? text });
  };
  forEachPair(HANDLERS, ATTRIBUTE_VALUES, ([element, write], [value, quote], index) => {
    const [place, wrap] = rotate(HTML_WRAPPERS, index);
    add([element, value, place], (script) => [wrap(write(script, quote))]);
  });
  forEachPair(HTML_WRAPPERS, ATTRIBUTE_VALUES, ([place, wrap], [value, quote], index) => {
    const [element, write] = rotate(HANDLERS, index);
    add([element, value, place], (script) => [wrap(write(script, quote))]);
  });
  forEachPair(ADDRESSES, ADDRESS_WRAPPERS, ([encoding, encode], [place, wrap]) => {
    add(['javascript:', encoding, place], (script) => both(encode(`javascript:${script}`), wrap));
  });
  forEachPair(SCHEMES.slice(1), ADDRESS_WRAPPERS, ([scheme, write], [place, wrap], index) => {
    const [encoding, encode] = rotate(ADDRESSES, index);
    add([scheme, encoding, place], (script) => both(encode(write(script)), wrap));
  });
  forEachPair(HOLDERS, ADDRESSES, ([element, hold], [encoding, encode], index) => {
    const [scheme, write] = rotate(SCHEMES, index % 2 === 0 ? 0 : index);
    const [place, wrap] = rotate(HTML_WRAPPERS, index);
    add([element, scheme, encoding, place], (script) => both(encode(write(script)), (address) => wrap(hold(address))));
  });
  forEachPair(BREAK_OUTS, ['onerror', 'onclick', 'onfocus', 'onload', 'onmouseover'], ([place, write], handler) => {
    add([place, handler], (script) => [write(`${handler}=${script}`)]);
  });
  return cases;
}

function both(address: string, write: (address: string) => string): readonly [text: string, address: string] {
  return [write(address), address];
}
