import type { Named } from './hostile-case.ts';

/** Puts a piece of HTML somewhere in Markdown, or makes it break out of where Markdown would keep it. */
export const HTML_WRAPPERS: readonly Named<(html: string) => string>[] = [
  ['alone', (html) => html],
  ['in a paragraph', (html) => `Look at ${html} here`],
  ['in a heading', (html) => `## ${html}`],
  ['in a list', (html) => `- one\n- ${html}\n- three`],
  ['in a quote', (html) => `> ${html}\n> quoted`],
  ['in a table cell', (html) => `| a | b |\n|---|---|\n| ${html} | c |`],
  ['in a link text', (html) => `[${html}](https://museum.example/)`],
  ['in a strong text', (html) => `**${html}** and *${html}*`],
  ['in nested brackets', (html) => `[[[${html}]]](<https://museum.example/> "t")`],
  ['after a fence', (html) => `\`\`\`html\nx\n\`\`\`\n${html}`],
  ['out of a code span', (html) => `\`x\`\` ${html} \`\`\` y`],
  ['out of a comment', (html) => `<!-- x -->${html}<!-- y`],
  ['out of CDATA', (html) => `<![CDATA[x]]>${html}`],
  ['out of an attribute', (html) => `<p title="x">${html}`],
  ['like a footnote', (html) => `A note[^1].\n\n[^1]: ${html}`],
  ['beside math', (html) => `$a^2$ ${html} $$b$$`],
  ['out of a textarea', (html) => `<textarea></textarea>${html}`],
  ['after a task', (html) => `- [ ] ${html}`],
  ['in a deep list', (html) => `1. one\n   - two\n     > ${html}`],
  ['after a hard break', (html) => `one  \n${html}\\\ntwo`],
];

/** Makes a Markdown text of an address. */
export const ADDRESS_WRAPPERS: readonly Named<(address: string) => string>[] = [
  ['link', (address) => `[click](${address})`],
  ['link in angles', (address) => `[click](<${address}>)`],
  ['link with a title', (address) => `[click](${address} "a title")`],
  ['reference link', (address) => `[click][r]\n\n[r]: ${address}`],
  ['collapsed reference', (address) => `[click][]\n\n[click]: <${address}>`],
  ['shortcut, defined first', (address) => `[click]: ${address} 'title'\n\n[click]`],
  ['autolink', (address) => `<${address}>`],
  ['bare', (address) => `see ${address} there`],
  ['link in a heading', (address) => `# [click](${address})`],
  ['link in a list', (address) => `* [click](${address})`],
  ['link in a quote', (address) => `> [click](${address})`],
  ['link in a table', (address) => `| a |\n|---|\n| [click](${address}) |`],
  ['strong link', (address) => `***[click](${address})***`],
  ['image in a link', (address) => `[![alt](x.png)](${address})`],
  ['code in a link', (address) => `[\`click\`](${address})`],
  ['link after brackets', (address) => `[[click](${address})](${address})`],
  ['anchor', (address) => `<a href="${address}">click</a>`],
];
