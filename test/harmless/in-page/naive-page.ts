import { marked } from 'marked';
import type { HostileCase } from '../cases/hostile-case.ts';
import type { Finding } from './finding.ts';
import { provoke, settle, stayHere } from './provoke.ts';
import { faultsIn, MARKDOWN } from './structure.ts';

/** How many cases share a frame. One that takes the frame away takes its neighbours with it, which only lowers the count. */
const PER_FRAME = 5;

/**
 * The control: each case as most chat widgets show it, `innerHTML` of what a Markdown library gives; in frames, since many cases
 * leave the page. A picture counts where it is fetched without a click, so only scripts are clicked.
 */
async function run(cases: readonly HostileCase[]): Promise<Finding[]> {
  const views: [HostileCase, HTMLElement][] = [];
  for (let at = 0; at < cases.length; at += PER_FRAME) {
    const { body } = openFrame();
    for (const hostile of cases.slice(at, at + PER_FRAME)) views.push([hostile, show(hostile, body)]);
  }
  const findings = views.flatMap(([{ id }, view]) => faultsIn(view, MARKDOWN).map((fault) => ({ id, fault })));
  await settle();
  for (const [{ kind }, view] of views) if (kind === 'script') provoke(view);
  await settle();
  return findings;
}

function openFrame(): Document {
  const frame = document.createElement('iframe');
  frame.width = '200';
  frame.height = '50';
  document.body.append(frame);
  const { contentWindow: view, contentDocument } = frame;
  if (!view || !contentDocument) throw new Error('a frame has no document');
  stayHere(view);
  return contentDocument;
}

function show({ text }: HostileCase, body: HTMLElement): HTMLElement {
  const view = body.appendChild(body.ownerDocument.createElement('div'));
  view.innerHTML = marked.parse(text, { async: false });
  return view;
}

Object.assign(globalThis, { run });
