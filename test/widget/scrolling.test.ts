import { expect, oneEvent } from '@open-wc/testing/pure';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, start, token } from './harness/events.ts';
import { eventually, find, focused, get, gone, nextFrame, painted, queryAll } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

const PARAGRAPH = `${'words '.repeat(40)}\n\n`;

/** The log, without a look at every element's role: it is asked for in every frame. */
function conversation(): HTMLElement {
  const log = document.querySelector('smail-chat')?.shadowRoot?.querySelector<HTMLElement>('[role=log]');
  if (!log) throw new Error('there is no log');
  return log;
}

function distanceToEnd(): number {
  const { scrollHeight, scrollTop, clientHeight } = conversation();
  return scrollHeight - scrollTop - clientHeight;
}

async function scrollTo(top: number): Promise<void> {
  const log = conversation();
  const scrolled = oneEvent(log, 'scroll');
  log.scrollTop = top;
  await scrolled;
}

async function shows(text: string): Promise<void> {
  await eventually(() => expect(conversation().textContent).to.contain(text));
}

describe('a conversation that is longer than its window', () => {
  let standIn: StandIn;
  let chat: SmailChatElement;
  let question: Exchange<unknown>;

  beforeEach(async () => {
    standIn = await StandIn.create();
    chat = await mount(standIn);
    await ask('Why?');
    question = await standIn.question();
    await question.sends(start(), token(PARAGRAPH.repeat(8)), token('(1)'));
    await shows('(1)');
  });
  afterEach(unmount);

  it('stays at its end while it grows', async () => {
    expect(conversation().scrollHeight).to.be.above(conversation().clientHeight * 1.5);
    await painted();
    expect(distanceToEnd()).to.be.below(2);
    const heights = new Set<number>();
    const distances: number[] = [];
    await question.sends(token(PARAGRAPH.repeat(4)), token('(2)'));
    // Text grows in a frame's callbacks; the log follows after the layout of the same frame, so that no frame is painted without.
    await eventually(async () => {
      await painted();
      distances.push(distanceToEnd());
      heights.add(conversation().scrollHeight);
      expect(conversation().textContent).to.contain('(2)');
    });
    expect(heights.size).to.be.above(2);
    expect(Math.max(...distances)).to.be.below(2);
  });

  it('stays where the reader is who has scrolled up', async () => {
    await scrollTo(100);
    await question.sends(token(PARAGRAPH), token('(2)'));
    await shows('(2)');
    await question.ends(token('(3)'), complete(`${PARAGRAPH.repeat(12)}(3)`));
    await shows('(3)');
    await find('button', 'Send message');
    await nextFrame();
    expect(conversation().scrollTop).to.equal(100);
  });

  it('stays where the reader is even before the browser has told of the scrolling', async () => {
    conversation().scrollTop = 100;
    chat.requestUpdate();
    await chat.updateComplete;
    expect(conversation().scrollTop).to.equal(100);
  });

  it('goes on at its end when the reader comes back to it', async () => {
    await scrollTo(100);
    await scrollTo(conversation().scrollHeight);
    await question.sends(token(PARAGRAPH.repeat(2)), token('(2)'));
    await shows('(2)');
    await painted();
    expect(distanceToEnd()).to.be.below(2);
  });

  it('does not move by a pixel what the reader reads who has scrolled up, whatever comes', async () => {
    const log = conversation();
    await question.sends(token('Short paragraph.\n\n'.repeat(40)), token('(2)'));
    await shows('(2)');
    await painted();
    await scrollTo(log.scrollTop - 400);
    await painted();
    const { left, top: logTop, height } = log.getBoundingClientRect();
    const read = (chat.shadowRoot as ShadowRoot).elementFromPoint(left + 40, logTop + height / 2);
    if (!read?.closest('.text')) throw new Error('nothing is read there');
    const { top } = read.getBoundingClientRect();
    const moves: number[] = [];
    const answer = `${PARAGRAPH.repeat(4)}\`\`\`js\n${'run();\n'.repeat(40)}\`\`\`\n\n${'Short paragraph.\n\n'.repeat(40)}(3)`;
    await question.sends(token(answer));
    await eventually(async () => {
      await painted();
      moves.push(read.getBoundingClientRect().top - top);
      expect(log.textContent).to.contain('(3)');
    });
    await question.ends(complete(`${PARAGRAPH.repeat(8)}(1)${'Short paragraph.\n\n'.repeat(40)}(2)${answer}`));
    await eventually(() => expect(log.querySelector('[aria-busy]')?.getAttribute('aria-busy')).to.equal('false'));
    await painted();
    moves.push(read.getBoundingClientRect().top - top);
    expect(moves).to.have.length.above(3);
    expect(moves.filter((move) => move !== 0)).to.deep.equal([]);
  });

  it('offers the reader who has scrolled up a way back to the end, and follows it again', async () => {
    await painted();
    expect(queryAll('button', 'Jump to latest')).to.have.length(0);
    await scrollTo(conversation().scrollTop - 400);
    const jump = await find('button', 'Jump to latest');
    await question.sends(token(PARAGRAPH.repeat(2)), token('(2)'));
    await shows('(2)');
    expect(get('button', 'Jump to latest')).to.equal(jump);
    jump.focus();
    jump.click();
    await gone('button', 'Jump to latest');
    expect(focused()).to.equal(conversation());
    await painted();
    expect(distanceToEnd()).to.be.below(2);

    await question.sends(token(PARAGRAPH.repeat(2)), token('(3)'));
    await shows('(3)');
    await painted();
    expect(distanceToEnd()).to.be.below(2);
    expect(queryAll('button', 'Jump to latest')).to.have.length(0);
  });

  it('offers no way back to a reader who has come back', async () => {
    await scrollTo(100);
    await find('button', 'Jump to latest');
    await scrollTo(conversation().scrollHeight);
    await gone('button', 'Jump to latest');
  });

  it('offers no way back to a reader who asks something', async () => {
    await question.ends(complete(PARAGRAPH.repeat(8)));
    await find('button', 'Send message');
    await scrollTo(100);
    await find('button', 'Jump to latest');
    await ask('And then?');
    await gone('button', 'Jump to latest');
  });

  it('goes to its end when the reader asks something', async () => {
    await question.ends(complete(PARAGRAPH.repeat(8)));
    await find('button', 'Send message');
    await scrollTo(100);
    await ask('And then?');
    await eventually(() => expect(distanceToEnd()).to.be.below(2));
  });

  it('goes to its end when the text field that was sent shrinks to a line', async () => {
    await question.ends(complete(PARAGRAPH.repeat(8)));
    await find('button', 'Send message');
    (await textbox()).value = 'a\nb\nc\nd';
    await eventually(() => expect(distanceToEnd()).to.be.below(2));
    await ask('a\nb\nc\nd');
    await (await standIn.question()).ends(start(), complete('(2)'));
    await shows('(2)');
    await nextFrame();
    expect(distanceToEnd()).to.be.below(2);
  });

  it('stays at its end when its window gets smaller', async () => {
    (await textbox()).style.height = '120px';
    await eventually(() => expect(distanceToEnd()).to.be.below(2));
  });
});

describe('a long answer that is restored', () => {
  afterEach(unmount);

  it('scrolls by as much as the reader scrolls, though most of it was never laid out before', async () => {
    const standIn = await StandIn.create();
    await mount(standIn);
    await ask('Why?');
    await (await standIn.question()).ends(standIn.start(), complete('So.'));
    await find('button', 'Send message');
    const [created_at, content] = ['2026-11-20T12:00:00.000Z', 'Short paragraph.\n\n'.repeat(150)];
    await standIn.holds({
      messages: [
        { id: 'q1', role: 'user', content: 'Why?', created_at },
        { id: 'a1', role: 'assistant', content, created_at },
      ],
    });
    const { shadowRoot } = await mount(standIn);
    await eventually(() => expect(shadowRoot?.querySelectorAll('.section')).to.have.length.above(3));
    await painted();

    const log = conversation();
    const { left, top, height } = log.getBoundingClientRect();
    const higher = log.scrollHeight;
    const jumps: number[] = [];
    while (log.scrollTop > 200) {
      const read = shadowRoot?.elementFromPoint(left + 40, top + height / 2);
      if (!read) throw new Error('nothing is read there');
      const before = read.getBoundingClientRect().top;
      log.scrollTop -= 200;
      await painted();
      jumps.push(Math.abs(read.getBoundingClientRect().top - before - 200));
    }
    expect(log.scrollHeight, 'that heights were guessed').not.to.equal(higher);
    expect(jumps).to.have.length.above(10);
    // The browser puts what is read back in whole pixels.
    expect(Math.max(...jumps)).to.be.below(1);
  });
});
