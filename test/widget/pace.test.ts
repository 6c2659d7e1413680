import { expect } from '@open-wc/testing/pure';
import * as fc from 'fast-check';

import { Pace } from '../../widget/views/pace.ts';

/** What a text may be late by, in milliseconds. */
const BEHIND_MAX_MS = 500;

/** Frames that are no further apart than this let it be kept, in milliseconds. */
const FRAME_MAX_MS = 50;

type Step = { readonly after: number } & ({ readonly more: number } | { readonly more: undefined });

/** Text that arrives and frames that pass, at times of their own; `after` the step before, in milliseconds. */
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ after: fc.double({ min: 0, max: 40, noNaN: true }), more: fc.constant(undefined) }),
    },
    { weight: 1, arbitrary: fc.record({ after: fc.constant(0), more: fc.integer({ min: 1, max: 50 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        after: fc.double({ min: 0, max: FRAME_MAX_MS, noNaN: true }),
        more: fc.integer({ min: 1, max: 20_000 }),
      }),
    },
  ),
  { maxLength: 300 },
);

/** What one frame of a text's time has shown. */
interface Frame {
  readonly now: number;
  readonly shown: number;
  readonly arrived: number;
}

/** Plays the steps; frames come in between so that none is later than `FRAME_MAX_MS`, and go on until everything is shown. */
function play(pace: Pace, played: readonly Step[]): { readonly frames: Frame[]; readonly arrivals: Frame[] } {
  const frames: Frame[] = [];
  const arrivals: Frame[] = [];
  let now = 0;
  let lastFrame = 0;
  let arrived = 0;
  const frame = (): void => {
    pace.advance(now);
    lastFrame = now;
    frames.push({ now, shown: pace.shown, arrived });
  };
  for (const { after, more } of played) {
    if (now + after - lastFrame > FRAME_MAX_MS) {
      now = Math.max(now, lastFrame + FRAME_MAX_MS);
      frame();
    }
    now += after;
    if (more === undefined) frame();
    else {
      arrived += more;
      pace.arrive(arrived, now);
      arrivals.push({ now, shown: pace.shown, arrived });
    }
  }
  for (let rest = 0; rest < BEHIND_MAX_MS / 16 + 1; rest += 1) {
    now += 16;
    frame();
  }
  return { frames, arrivals };
}

describe('the pace at which a text appears', () => {
  it('is never more than half a second behind what has arrived, however it arrives', () => {
    fc.assert(
      fc.property(steps, (played) => {
        const { frames, arrivals } = play(new Pace(60), played);
        for (const { now, arrived } of arrivals) {
          const late = frames.find((frame) => frame.now >= now + BEHIND_MAX_MS);
          if (late) expect(late.shown).to.be.at.least(arrived);
        }
        const last = frames.at(-1);
        expect(last?.shown).to.equal(last?.arrived);
      }),
      { numRuns: 400 },
    );
  });

  it('takes nothing back, and shows nothing that is not there', () => {
    fc.assert(
      fc.property(steps, (played) => {
        let before = 0;
        for (const { shown, arrived } of play(new Pace(60), played).frames) {
          expect(shown).to.be.within(before, arrived);
          before = shown;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is the speed that was asked for, or more', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(60, 300, 5_000), (played, perSecond) => {
        const { frames, arrivals } = play(new Pace(perSecond), played);
        // At that speed, and at least as far as was seen a frame ago.
        let least = 0;
        let since = 0;
        let known = 0;
        for (const { now, shown, arrived } of frames) {
          if (least >= known) since = Math.max(since, arrivals.find((arrival) => arrival.arrived > known)?.now ?? now);
          least = Math.min(arrived, least + (perSecond * Math.max(0, now - since)) / 1_000);
          expect(shown).to.be.at.least(Math.floor(least - 1e-6));
          least = Math.max(least, shown);
          since = now;
          known = arrived;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('shows a burst evenly, and a trickle at once it is due', () => {
    const pace = new Pace(60);
    pace.arrive(900, 0);
    const shown: number[] = [];
    for (let now = 0; now <= 450; now += 15) {
      pace.advance(now);
      shown.push(pace.shown);
    }
    expect(shown.at(-1)).to.equal(900);
    const steps = shown.slice(1).map((end, index) => end - (shown[index] ?? 0));
    expect(Math.max(...steps)).to.be.at.most(32);
    expect(Math.min(...steps)).to.be.at.least(28);
  });

  it('begins to count when something arrives, not while there is nothing to show', () => {
    const pace = new Pace(60);
    pace.arrive(1, 0);
    pace.advance(1_000);
    expect(pace.isBehind).to.equal(false);
    pace.arrive(11, 60_000);
    pace.advance(60_000);
    expect(pace.shown).to.equal(1);
    pace.advance(60_050);
    expect(pace.shown).to.be.within(3, 5);
  });

  it('knows none where it is infinite', () => {
    const pace = new Pace(Infinity);
    pace.arrive(100_000, 5);
    expect(pace.isBehind).to.equal(true);
    pace.advance(5);
    expect(pace.shown).to.equal(100_000);
    expect(pace.isBehind).to.equal(false);
  });

  it('catches up when it is told to, and goes on from there', () => {
    const pace = new Pace(60);
    pace.arrive(500, 0);
    pace.advance(16);
    pace.catchUp();
    expect(pace.shown).to.equal(500);
    expect(pace.isBehind).to.equal(false);
    pace.catchUp();
    expect(pace.shown).to.equal(500);
    pace.arrive(510, 20);
    pace.advance(20);
    expect(pace.shown).to.equal(500);
    expect(pace.isBehind).to.equal(true);
  });

  it('remembers little of a text that arrives in ever so many pieces', () => {
    const pace = new Pace(60);
    const pieces = 400_000;
    for (let piece = 1; piece <= pieces; piece += 1) pace.arrive(piece, piece / 1_000);
    pace.advance(450);
    expect(pace.shown).to.be.above(pieces / 2);
    pace.advance(900);
    expect(pace.shown).to.equal(pieces);
  });
});
