import { expect } from '@open-wc/testing/pure';
import { emulateMedia, executeServerCommand, setViewport } from '@web/test-runner-commands';
import type { AxeResults } from 'axe-core';

import type { PublicChatbot } from '../../protocol/requests.ts';
import { ask } from './harness/chat.ts';
import { complete, failed, source, start, status, token } from './harness/events.ts';
import { closePages, HostPage } from './harness/host-page.ts';
import { eventually, find, get } from './harness/roles.ts';
import { StandIn } from './harness/stand-in.ts';

const AXE = '<script src="/node_modules/axe-core/axe.min.js"></script>';

const LONG = `# A heading\n\n${'Many words in a paragraph. '.repeat(20)}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`js\nlet a = 1;\n\`\`\`\n\n- [x] ${'x'.repeat(200)}`;
const SOURCES = [source('Handbook', '/handbook'), source('Notes', '')];

/** A page with a chat in one of its states. */
interface Scene {
  readonly page: HostPage;
  readonly document: Document;
  readonly standIn: StandIn;
}

interface State {
  readonly name: string;
  readonly chatbot?: Partial<PublicChatbot>;
  /** Brings the chat there, from the closed one on. */
  readonly reach: (scene: Scene) => Promise<void>;
  readonly colorScheme?: 'dark';
  readonly forcedColors?: true;
  /** Of the page, in CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

const STATES: readonly State[] = [
  { name: 'closed', reach: async ({ document }) => void (await find('button', 'Open chat', document)) },
  { name: 'open', reach: open },
  { name: 'waiting', reach: waiting },
  { name: 'streaming', reach: streaming },
  { name: 'done, with sources', reach: done },
  { name: 'done, with figures', chatbot: { features: { usage: true } }, reach: done },
  { name: 'in error', reach: inError },
  { name: 'offline', reach: offline },
  { name: 'limited', reach: limited },
  { name: 'empty', chatbot: { greeting: '', suggestions: [] }, reach: empty },
  { name: 'long', reach: long },
  { name: 'unread', reach: unread },
  { name: 'minimised', reach: minimised },
  { name: 'right to left', chatbot: { language: 'ar', direction: 'rtl' }, reach: done },
  { name: 'dark', colorScheme: 'dark', reach: done },
  { name: 'dark, waiting', colorScheme: 'dark', reach: waiting },
  { name: 'in the owner’s colours', chatbot: { accent: '#ffd43b', theme: 'dark', position: 'start' }, reach: done },
  { name: 'in forced colours', forcedColors: true, reach: done },
  { name: '320 pixels wide', width: 320, height: 568, reach: long },
  // 1280 by 1024 CSS pixels, at twice the size.
  { name: 'zoomed to 200 %', width: 640, height: 512, reach: done },
  // WCAG 2.2, success criterion 1.4.10: 1280 by 1024, at four times the size.
  { name: 'zoomed to 400 %', width: 320, height: 256, reach: done },
];

describe('axe finds no fault in a chat that is', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }));
  afterEach(async () => {
    closePages();
    await setViewport({ width: 800, height: 600 });
    await executeServerCommand('force-colours', false);
    await emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  });

  for (const { name, chatbot, reach, colorScheme = 'light', forcedColors = false, width, height } of STATES) {
    it(name, async () => {
      await emulateMedia({ reducedMotion: 'reduce', colorScheme });
      if (forcedColors) await executeServerCommand('force-colours', true);
      const privacy_url = 'https://example.org/privacy';
      const standIn = await StandIn.create({ greeting: 'Hello!', suggestions: ['How long?'], privacy_url, ...chatbot });
      const script = `<script src="/smail-chat.js" data-chatbot-id="${standIn.chatbotId}" async></script>`;
      const page = await HostPage.open({
        head: AXE,
        body: script,
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
      });
      await find('button', 'Open chat', page.document);
      expect(page.window.matchMedia('(forced-colors: active)').matches).to.equal(forcedColors);
      await reach({ page, document: page.document, standIn });
      expect(await violations(page)).to.deep.equal([]);
      expect(cutOff(page), 'what is wider than the window').to.deep.equal([]);
    });
  }
});

/** Applies every rule of axe to the whole of a page, which has no faults of its own. */
async function violations({ window }: HostPage): Promise<readonly string[]> {
  const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
  const results = await axe.run();
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} (${String(target)}) ${failureSummary}`),
  );
}

/** @returns the controls of the chat that are not within the window, or smaller than 24 px (WCAG 2.2, success criterion 2.5.8). */
function cutOff({ document, window }: HostPage): readonly string[] {
  const root = document.querySelector('smail-chat')?.shadowRoot;
  const controls = [...(root?.querySelectorAll<HTMLElement>('button, textarea, summary') ?? [])];
  return controls
    .filter((control) => control.checkVisibility({ visibilityProperty: true }))
    .filter((control) => {
      const { left, right, width, height } = control.getBoundingClientRect();
      return left < 0 || right > window.innerWidth || width < 24 || height < 24;
    })
    .map((control) => `${control.computedRole} ${control.computedName}`);
}

async function open({ document }: Scene): Promise<void> {
  (await find('button', 'Open chat', document)).click();
  await find('dialog', 'Tilly', document);
  await eventually(() => expect(get('log', undefined, document).textContent).to.contain('How long?'));
}

async function waiting(scene: Scene): Promise<void> {
  await open(scene);
  await ask('Why?', scene.document);
  await (await scene.standIn.question()).sends(start(), status('searching'));
  await find('progressbar', undefined, scene.document);
}

async function streaming(scene: Scene): Promise<void> {
  await open(scene);
  await ask('Why?', scene.document);
  await (await scene.standIn.question()).sends(start(), status('writing'), token('Because'));
  await shows(scene, 'Because');
}

async function done(scene: Scene): Promise<void> {
  await open(scene);
  await answered(scene, 'Because **so**.');
}

async function long(scene: Scene): Promise<void> {
  await open(scene);
  await answered(scene, LONG);
}

async function answered({ document, standIn }: Scene, text: string): Promise<void> {
  await ask('Why?', document);
  await (await standIn.question()).ends(start(), complete(text, { sources: SOURCES, follow_ups: ['And then?'] }));
  await find('list', 'Sources', document);
}

async function inError(scene: Scene): Promise<void> {
  await open(scene);
  await ask('Why?', scene.document);
  await (await scene.standIn.question()).ends(start(), token('Because'), failed());
  await find('button', 'Try again', scene.document);
}

async function limited(scene: Scene): Promise<void> {
  await open(scene);
  await ask('Why?', scene.document);
  await (await scene.standIn.question()).ends(start(), failed({ code: 'rate_limited', retry_after: 30 }));
  await shows(scene, 'The model is resting.');
}

async function offline(scene: Scene): Promise<void> {
  await open(scene);
  const { window } = scene.page;
  Object.defineProperty(window.navigator, 'onLine', { configurable: true, value: false });
  window.dispatchEvent(new window.Event('offline'));
  await eventually(() => expect(get('status', undefined, scene.document).textContent).to.equal('You are offline.'));
}

async function empty({ document }: Scene): Promise<void> {
  (await find('button', 'Open chat', document)).click();
  await find('dialog', 'Tilly', document);
}

async function unread(scene: Scene): Promise<void> {
  await open(scene);
  await ask('Why?', scene.document);
  const question = await scene.standIn.question();
  get('button', 'Close chat', scene.document).click();
  await question.ends(start(), complete('Because.'));
  await find('button', 'Open chat, 1 new message', scene.document);
}

async function minimised(scene: Scene): Promise<void> {
  await done(scene);
  get('button', 'Minimise', scene.document).click();
  await eventually(() => expect(get('dialog', 'Tilly', scene.document).getBoundingClientRect().height).to.be.below(80));
}

async function shows({ document }: Scene, text: string): Promise<void> {
  await eventually(() => expect(get('log', undefined, document).textContent).to.contain(text));
}
