import { expect, oneEvent } from '@open-wc/testing/pure';

import type { SmailChatElement } from '../../widget/smail-chat-element.ts';
import { ask, mount, textbox, unmount } from './harness/chat.ts';
import { complete, start, token } from './harness/events.ts';
import { eventually, find, get, nextFrame } from './harness/roles.ts';
import { StandIn, type Exchange } from './harness/stand-in.ts';

const PARAGRAPH = `${'words '.repeat(40)}\n\n`;

function distanceToEnd(): number {
  const { scrollHeight, scrollTop, clientHeight } = get('log');
  return scrollHeight - scrollTop - clientHeight;
}

async function scrollTo(top: number): Promise<void> {
  const log = get('log');
  const scrolled = oneEvent(log, 'scroll');
  log.scrollTop = top;
  await scrolled;
}

async function shows(text: string): Promise<void> {
  await eventually(() => expect(get('log').textContent).to.contain(text));
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
    expect(get('log').scrollHeight).to.be.above(get('log').clientHeight * 1.5);
    expect(distanceToEnd()).to.be.below(2);
    await question.sends(token(PARAGRAPH.repeat(4)), token('(2)'));
    await shows('(2)');
    expect(distanceToEnd()).to.be.below(2);
  });

  it('stays where the reader is who has scrolled up', async () => {
    await scrollTo(100);
    await question.sends(token(PARAGRAPH), token('(2)'));
    await shows('(2)');
    await question.ends(token('(3)'), complete(`${PARAGRAPH.repeat(12)}(3)`));
    await shows('(3)');
    await find('button', 'Send message');
    await nextFrame();
    expect(get('log').scrollTop).to.equal(100);
  });

  it('stays where the reader is even before the browser has told of the scrolling', async () => {
    get('log').scrollTop = 100;
    chat.requestUpdate();
    await chat.updateComplete;
    expect(get('log').scrollTop).to.equal(100);
  });

  it('goes on at its end when the reader comes back to it', async () => {
    await scrollTo(100);
    await scrollTo(get('log').scrollHeight);
    await question.sends(token(PARAGRAPH.repeat(2)), token('(2)'));
    await shows('(2)');
    expect(distanceToEnd()).to.be.below(2);
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
