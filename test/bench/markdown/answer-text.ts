/** Texts like those that models write, the same ones in every run. Lengths are in characters. */

const NOUNS =
  'visitor,ticket,lamp,tower,keeper,signal,harbour,lens,gallery,stairway,storm,journal,tide,boat,window'.split(',');
const VERBS = 'opens,shows,keeps,carries,explains,guides,measures,repairs,needs,joins,reaches,follows'.split(',');
const OTHERS =
  'the,a,every,this,another,early,late,bright,old,quiet,careful,narrow,first,usual,small,wide,rather,often'.split(',');
const LANGUAGES = ['js', 'python', 'bash', 'json', 'css', 'ts'];

/** Numbers from 0 up to 1 by Lehmer's method; good enough to vary a text. */
type Random = () => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** An answer with headings, paragraphs, lists, tables, quotes, code, links and emphasis. */
export function answerText(length: number): string {
  const random = randomFrom(20_261_120);
  let text = '';
  while (text.length < length) {
    const kind = random();
    text += `${blockOf(kind, random)}\n\n`;
  }
  return text.slice(0, length);
}

/** One fence, open to the end. */
export function fenceText(length: number): string {
  const random = randomFrom(7);
  let text = '```js\n';
  while (text.length < length) text += `${codeLine(random)}\n`;
  return text.slice(0, length);
}

/** One list, open to the end. */
export function listText(length: number): string {
  const random = randomFrom(11);
  let text = '';
  while (text.length < length) text += `- ${sentence(random, true)}\n`;
  return text.slice(0, length);
}

function blockOf(kind: number, random: Random): string {
  if (kind < 0.1) return `${'#'.repeat(2 + Math.floor(random() * 2))} ${capital(words(random, 3))}`;
  if (kind < 0.6) return paragraph(random);
  if (kind < 0.75) return times(3 + Math.floor(random() * 4), () => `- ${sentence(random, true)}`).join('\n');
  if (kind < 0.82) return times(4, (index) => `${index + 1}. ${sentence(random, true)}`).join('\n');
  if (kind < 0.9) return table(random);
  if (kind < 0.94) return `> ${paragraph(random)}`;
  return `\`\`\`${pick(LANGUAGES, random)}\n${times(5 + Math.floor(random() * 12), () => codeLine(random)).join('\n')}\n\`\`\``;
}

function paragraph(random: Random): string {
  return times(2 + Math.floor(random() * 4), () => sentence(random, true)).join(' ');
}

function sentence(random: Random, decorated: boolean): string {
  const parts = times(2, () => words(random, 3 + Math.floor(random() * 4)));
  if (decorated && random() < 0.5) parts.splice(1, 0, decorate(words(random, 2), random));
  return `${capital(parts.join(' '))}.`;
}

function decorate(text: string, random: Random): string {
  const kind = random();
  if (kind < 0.35) return `**${text}**`;
  if (kind < 0.55) return `*${text}*`;
  if (kind < 0.8) return `\`${text.replaceAll(' ', '_')}\``;
  return `[${text}](https://museum.example/${text.replaceAll(' ', '/')})`;
}

function table(random: Random): string {
  const row = (): string => `| ${times(3, () => words(random, 2)).join(' | ')} |`;
  return [row(), '|---|:-:|--:|', ...times(3 + Math.floor(random() * 4), row)].join('\n');
}

function codeLine(random: Random): string {
  const name = pick(NOUNS, random);
  const kind = random();
  if (kind < 0.3) return `const ${name} = ${Math.floor(random() * 1_000)}; // ${words(random, 3)}`;
  if (kind < 0.6) return `  return ${pick(VERBS, random)}(${name}, '${words(random, 2)}');`;
  return `if (${name}.${pick(NOUNS, random)} > ${Math.floor(random() * 100)}) { ${pick(VERBS, random)}(${name}); }`;
}

function words(random: Random, count: number): string {
  return times(count, (index) => pick([OTHERS, NOUNS, VERBS][(index + 1) % 3] ?? NOUNS, random)).join(' ');
}

function pick(words: readonly string[], random: Random): string {
  return words[Math.floor(random() * words.length)] ?? '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
