import type { HostileCase } from '../cases/hostile-case.ts';
import type { Finding } from './finding.ts';
import { provoke, settle, stayHere } from './provoke.ts';
import { faultsIn, faultsInChanges, faultsOfLink, learnFrom } from './structure.ts';

/** What one element is given: its chatbot's id, and the cases that are said in it, one a turn. */
export interface Talk {
  readonly chatbotId: string;
  readonly cases: readonly HostileCase[];
}

type Chat = HTMLElement & { readonly updateComplete: Promise<boolean> };

/**
 * Talks of all cases in real elements, many side by side: as the question, the answer in pieces, and whatever the stand-in
 * says besides.
 * @param harmless - a talk that the cases' talks may not differ from, in elements and attributes, but by what Markdown may become.
 */
async function run(talks: readonly Talk[], harmless: Talk): Promise<Finding[]> {
  const findings: Finding[] = [];
  const words = new Map<string, Set<string>>();
  const example = await converse(harmless, (root, records) => {
    learnFrom(root, words);
    for (const { addedNodes } of records) for (const node of addedNodes) learnFrom(node, words);
    return [];
  });
  example.chat.remove();

  stayHere(window, (link) => {
    const faults = link instanceof HTMLAnchorElement ? faultsOfLink(link) : ['a link that is no anchor'];
    for (const fault of faults) findings.push({ id: NaN, fault: `clicked: ${fault}` });
  });
  const looked = await Promise.all(
    talks.map((talk) =>
      converse(talk, (root, records) => [
        ...faultsInChanges(records, words),
        ...(records.length > 0 ? [] : faultsIn(root, words)),
      ]),
    ),
  );
  const chats = looked.map(({ chat }) => chat);
  findings.push(...looked.flatMap(({ findings }) => findings));
  await settle();
  for (const chat of chats) if (chat.shadowRoot) provoke(chat.shadowRoot);
  await settle();
  for (const chat of chats) chat.remove();
  return findings;
}

/** Looks at a shadow tree: at what has changed, or, without records, at everything. @returns what is wrong. */
type Look = (root: ShadowRoot, records: readonly MutationRecord[]) => readonly string[];

async function converse({ chatbotId, cases }: Talk, look: Look): Promise<{ chat: Chat; findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const chat = document.createElement('smail-chat') as Chat;
  chat.setAttribute('chatbot-id', chatbotId);
  // Each has to be in sight to begin, and may be below another. A style attribute would be refused.
  const place = document.createElement('div');
  Object.assign(place.style, {
    position: 'fixed',
    inset: '0 auto auto 0',
    width: '300px',
    height: '320px',
    contain: 'strict',
  });
  place.append(chat);
  document.body.append(place);
  await chat.updateComplete;
  const root = chat.shadowRoot;
  if (!root) throw new Error('the shadow tree is out of reach');

  let id = cases[0]?.id ?? NaN;
  const collect = (faults: readonly string[]): void => faults.forEach((fault) => findings.push({ id, fault }));
  const observer = new MutationObserver((records) => collect(look(root, records)));
  observer.observe(root, { subtree: true, childList: true, attributes: true });
  const suggestion = await found(() => root.querySelector<HTMLElement>('[part~="suggestion"]'));
  // Seen once, it may be where nothing is painted.
  place.style.left = '-1000px';
  for (const [turn, hostile] of cases.entries()) {
    id = hostile.id;
    const ended = ending(chat);
    if (turn === 0) suggestion.click();
    else send(root, hostile.text);
    await ended;
    await chat.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    collect(look(root, []));
    collect(whatIsMissing(root, turn + 1));
  }
  observer.disconnect();
  return { chat, findings };
}

/** A chat that shows nothing would harm nobody either. */
function whatIsMissing(root: ShadowRoot, turns: number): string[] {
  const texts = (part: string): string[] =>
    Array.from(root.querySelectorAll<HTMLElement>(`[part~="${part}"] .text`), ({ textContent }) => textContent.trim());
  const [questions, answers] = [texts('visitor-message'), texts('assistant-message')];
  const missing: string[] = [];
  if (questions.length !== turns || questions.some((text) => text === '')) missing.push('the question is not shown');
  // The greeting is the first.
  if (answers.length !== turns + 1 || answers.some((text) => text === '')) missing.push('the answer is not shown');
  return missing;
}

function send(root: ShadowRoot, text: string): void {
  const field = root.querySelector('textarea');
  if (!field?.form) throw new Error('there is nowhere to write');
  field.value = text;
  field.form.requestSubmit();
}

/** Resolves when the answer that is asked for next is over, well or not. */
function ending(chat: Chat): Promise<unknown> {
  return new Promise((resolve) => {
    for (const type of ['smail-chat-complete', 'smail-chat-error']) {
      chat.addEventListener(type, resolve, { once: true });
    }
  });
}

async function found<Value>(find: () => Value | null): Promise<Value> {
  for (;;) {
    const value = find();
    if (value !== null) return value;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

Object.assign(globalThis, { run });
