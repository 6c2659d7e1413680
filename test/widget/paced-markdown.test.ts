import { expect } from '@open-wc/testing/pure';
import { emulateMedia } from '@web/test-runner-commands';

import { PacedMarkdown } from '../../widget/views/paced-markdown.ts';
import { eventually, nextFrame } from './harness/roles.ts';
import { FakeClock } from './harness/fake-clock.ts';
import { replace } from './harness/replace.ts';

const WORDS = 'words '.repeat(100);

describe('Markdown that appears at a pace', () => {
  const putBack: (() => void)[] = [];
  let root: HTMLElement;

  beforeEach(() => {
    root = document.createElement('div');
    document.body.append(root);
  });
  afterEach(async () => {
    for (const undo of putBack.splice(0)) undo();
    root.remove();
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  function hide(): void {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    putBack.push(() => Reflect.deleteProperty(document, 'hidden'));
  }

  /** Counts the frames and timers that are asked for from now on. */
  function counted(): { frames: number } {
    const count = { frames: 0 };
    const request = window.requestAnimationFrame.bind(window);
    putBack.push(
      replace(window, 'requestAnimationFrame', (callback) => {
        count.frames += 1;
        return request(callback);
      }),
    );
    return count;
  }

  const length = (): number => root.textContent.length;

  it('comes bit by bit', async () => {
    const text = new PacedMarkdown(root, { perSecond: 60 });
    text.tell(WORDS, false);
    expect(length(), 'at once').to.be.below(WORDS.length / 4);
    const lengths: number[] = [];
    await eventually(() => {
      lengths.push(length());
      expect(root.textContent).to.contain(WORDS.trim());
    });
    expect(new Set(lengths).size, lengths.join()).to.be.above(2);
    expect(lengths).to.deep.equal(lengths.toSorted((a, b) => a - b));
  });

  for (const perSecond of [60, Infinity]) {
    it(`changes the page at most once a frame, however often it is told, at a pace of ${perSecond}`, async () => {
      const text = new PacedMarkdown(root, { perSecond });
      // A machine that is too busy to draw frames is another matter.
      const clock = new FakeClock();
      putBack.push(() => clock.putBack());
      // The first callback of each frame.
      let frame = 0;
      const count = (): void => {
        frame += 1;
        counting = requestAnimationFrame(count);
      };
      let counting = requestAnimationFrame(count);
      const changes: number[] = [];
      const observer = new MutationObserver(() => changes.push(frame));
      observer.observe(root, { subtree: true, childList: true, characterData: true });
      let told = '';
      const tell = (): void => text.tell((told += 'word '), false);
      for (let round = 0; round < 30; round += 1) {
        // In a frame, after its own callback or before; and twice between frames.
        tell();
        await Promise.resolve();
        tell();
        const drawn = nextFrame();
        requestAnimationFrame(tell);
        await drawn;
      }
      observer.disconnect();
      cancelAnimationFrame(counting);
      expect(changes).to.have.length.above(10);
      expect(changes).to.deep.equal([...new Set(changes)]);
    });
  }

  it('is there at once when it is whole', async () => {
    const text = new PacedMarkdown(root, { perSecond: 60 });
    text.tell('Some', false);
    text.tell(`Some **${WORDS.trim()}**`, true);
    expect(root.querySelector('strong')?.textContent).to.equal(WORDS.trim());
    const whole = root.cloneNode(true);
    await nextFrame();
    await nextFrame();
    expect(root.isEqualNode(whole)).to.equal(true);
  });

  it('is there at once for those who want no motion', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    new PacedMarkdown(root, { perSecond: 60 }).tell(`${WORDS}.`, false);
    expect(root.textContent).to.equal(`${WORDS}.`);
  });

  it('is there at once in a hidden tab', () => {
    hide();
    new PacedMarkdown(root, { perSecond: 60 }).tell(`${WORDS}.`, false);
    expect(root.textContent).to.equal(`${WORDS}.`);
  });

  it('does not wait for a frame that does not come because the tab was hidden', async () => {
    const text = new PacedMarkdown(root, { perSecond: 60 });
    text.tell(`${WORDS}.`, false);
    hide();
    putBack.push(replace(window, 'requestAnimationFrame', () => 0));
    const { promise, resolve } = Promise.withResolvers<void>();
    const observer = new MutationObserver(() => resolve());
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    text.tell(`${WORDS}. `, false);
    await promise;
    observer.disconnect();
    expect(root.textContent).to.contain(`${WORDS}.`);
  });

  it('comes as fast as it arrives where the pace is infinite', () => {
    new PacedMarkdown(root, { perSecond: Infinity }).tell(`${WORDS}.`, false);
    expect(root.textContent).to.equal(`${WORDS}.`);
  });

  it('asks for no frame once everything is shown', async () => {
    const text = new PacedMarkdown(root, { perSecond: 60 });
    text.tell(`${WORDS}.`, false);
    await eventually(() => expect(root.textContent).to.equal(`${WORDS}.`));
    await nextFrame();
    const count = counted();
    text.tell(`${WORDS}.`, false);
    await nextFrame();
    await nextFrame();
    // Those of this test.
    expect(count.frames).to.equal(2);
  });

  it('comes to its end out of the page, too, and asks for nothing more', async () => {
    const text = new PacedMarkdown(root, { perSecond: 60 });
    text.tell(`${WORDS}.`, false);
    root.remove();
    await eventually(() => expect(root.textContent).to.equal(`${WORDS}.`));
    await nextFrame();
    const count = counted();
    for (let frame = 0; frame < 5; frame += 1) await nextFrame();
    expect(count.frames).to.equal(5);
  });

  it('goes on with what begins with what was told, and with nothing else', () => {
    const text = new PacedMarkdown(root, { perSecond: Infinity });
    text.tell('One', false);
    expect(text.goesOnWith('One')).to.equal(true);
    expect(text.goesOnWith('One, two')).to.equal(true);
    expect(text.goesOnWith('Two')).to.equal(false);
    expect(text.goesOnWith('On')).to.equal(false);
    text.tell('One, two', true);
    expect(text.goesOnWith('One, two')).to.equal(true);
    expect(text.goesOnWith('One, two, three')).to.equal(false);
  });

  it('shows at once what was seen before', () => {
    const text = new PacedMarkdown(root, { perSecond: 60 }, WORDS);
    text.tell(`${WORDS}${WORDS}.`, false);
    expect(length()).to.be.within(WORDS.length - 1, WORDS.length + 60);
  });
});
