import { StreamingMarkdown } from '../../../widget/markdown/streaming-markdown.ts';
import type { HostileCase } from '../cases/hostile-case.ts';
import type { Finding } from './finding.ts';
import { provoke, settle, stayHere } from './provoke.ts';
import { faultsIn, faultsInChanges, faultsOfLink, MARKDOWN } from './structure.ts';

export interface Options {
  /** Prefixes of the owner's, under which pictures are shown; none of the cases is one. */
  readonly images: readonly string[];
  /** How many characters are written at once; 1 shows every prefix. */
  readonly step: number;
}

/** Each case in a view of its own, streamed and whole. */
async function run(cases: readonly HostileCase[], options: Options): Promise<Finding[]> {
  const findings: Finding[] = [];
  const views = document.createElement('main');
  document.body.append(views);
  stayHere(window, (link) => {
    const { id } = (link.closest('article') as HTMLElement).dataset;
    if (!(link instanceof HTMLAnchorElement)) findings.push({ id: Number(id), fault: 'a link that is no anchor' });
    else for (const fault of faultsOfLink(link)) findings.push({ id: Number(id), fault: `clicked: ${fault}` });
  });
  for (const hostile of cases) {
    const view = document.createElement('article');
    view.dataset['id'] = String(hostile.id);
    views.append(view);
    for (const fault of show(hostile, view, options)) findings.push({ id: hostile.id, fault });
  }
  await settle();
  provoke(views);
  await settle();
  for (const { id, text } of cases) {
    const view = views.querySelector(`[data-id="${id}"]`);
    if (!view) findings.push({ id, fault: 'the view is gone' });
    else if (!view.textContent.trim() && text.trim()) findings.push({ id, fault: 'nothing is shown' });
  }
  views.remove();
  return findings;
}

function show({ id, text }: HostileCase, view: HTMLElement, { images, step }: Options): Set<string> {
  // Every second owner shows pictures of theirs.
  const markdown = id % 2 === 0 ? { base: location.origin } : { base: location.origin, images };
  const faults = new Set<string>();
  const collect = (found: readonly string[]): void => found.forEach((fault) => faults.add(fault));
  const streamed = view.appendChild(document.createElement('div'));
  const whole = view.appendChild(document.createElement('div'));

  const observer = new MutationObserver(() => {});
  observer.observe(streamed, { subtree: true, childList: true, attributes: true });
  const stream = new StreamingMarkdown(streamed, markdown);
  for (let at = 0; at < text.length; at += step) {
    stream.write(text.slice(at, at + step));
    collect(faultsInChanges(observer.takeRecords(), MARKDOWN));
  }
  stream.end();
  collect(faultsInChanges(observer.takeRecords(), MARKDOWN));
  observer.disconnect();

  const atOnce = new StreamingMarkdown(whole, markdown);
  atOnce.write(text);
  atOnce.end();
  for (const root of [streamed, whole]) collect([...root.childNodes].flatMap((node) => faultsIn(node, MARKDOWN)));
  if (!streamed.isEqualNode(whole)) {
    faults.add(`streamed, it is another: ${streamed.innerHTML} instead of ${whole.innerHTML}`);
  }
  return faults;
}

Object.assign(globalThis, { run });
