import { expect } from '@open-wc/testing/pure';

import { Announcer } from '../../widget/controllers/announcer.ts';
import { FakeClock } from './harness/fake-clock.ts';

/** The least time between two announcements, in milliseconds. */
const PAUSE_MS = 1_500;

describe('what is announced', () => {
  let clock: FakeClock;
  let announcer: Announcer;
  let updates: number;

  beforeEach(() => {
    clock = new FakeClock();
    updates = 0;
    announcer = new Announcer({
      addController() {},
      removeController() {},
      requestUpdate: () => (updates += 1),
      updateComplete: Promise.resolve(true),
    });
    announcer.hostConnected();
  });
  afterEach(() => {
    announcer.hostDisconnected();
    clock.putBack();
  });

  const said = (): readonly string[] => announcer.said.map(({ text }) => text);

  it('is said soon, and together with what comes at the same time', () => {
    announcer.say('One.');
    announcer.say('Two.');
    expect(said(), 'not while the host may be updating').to.deep.equal([]);
    expect(updates).to.equal(0);
    clock.pass(100);
    expect(said()).to.deep.equal(['One.\nTwo.']);
    expect(updates).to.equal(1);
  });

  it('is said in its order, each once, and never sooner than a second and a half after the one before', () => {
    const times: number[] = [];
    let heard: readonly number[] = [];
    const texts: string[] = [];
    for (let now = 0; now < 12_000; now += 50) {
      if (now < 9_000 && now % 300 === 0) announcer.say(`${now}`);
      clock.pass(50);
      const news = announcer.said.filter(({ key }) => !heard.includes(key));
      heard = announcer.said.map(({ key }) => key);
      if (news.length > 0) times.push(now);
      texts.push(...news.map(({ text }) => text));
    }
    expect(texts.join('\n').split('\n')).to.deep.equal(Array.from({ length: 30 }, (_, index) => `${index * 300}`));
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).to.have.length.above(4);
    expect(Math.min(...pauses)).to.be.at.least(PAUSE_MS);
  });

  it('keeps only a few in the page', () => {
    for (let count = 0; count < 50; count += 1) {
      announcer.say(`${count}`);
      clock.pass(2_000);
    }
    expect(said()).to.deep.equal(['45', '46', '47', '48', '49']);
  });

  it('sets no timer where there is nothing to say', () => {
    announcer.say('One.');
    clock.pass(10_000);
    expect(clock.pending).to.equal(0);
  });

  it('is nothing any more once the chat has left the page', () => {
    announcer.say('One.');
    clock.pass(100);
    announcer.say('Two.');
    announcer.hostDisconnected();
    announcer.say('Three.');
    expect(clock.pending).to.equal(0);
    expect(said()).to.deep.equal([]);
    announcer.hostConnected();
    clock.pass(10_000);
    expect(said()).to.deep.equal([]);
    announcer.say('Four.');
    clock.pass(100);
    expect(said()).to.deep.equal(['Four.']);
  });
});
