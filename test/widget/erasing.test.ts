import { expect } from '@open-wc/testing/pure';
import type { ReactiveControllerHost } from 'lit';

import { Erasing } from '../../widget/controllers/erasing.ts';
import { eventually } from './harness/roles.ts';

class Host implements ReactiveControllerHost {
  readonly updateComplete = Promise.resolve(true);
  addController(): void {}
  removeController(): void {}
  requestUpdate(): void {}
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

describe('a deletion that comes to no end', () => {
  it('is given up after a time, as where there is no connection', async () => {
    const told: string[] = [];
    const erasing = new Erasing(new Host(), {
      erase: untilAborted,
      onFailed: ({ code }) => told.push(code),
      patienceMs: 1,
    });
    erasing.ask();
    await erasing.confirm();
    expect(told).to.deep.equal(['connection']);
    expect(erasing.failure?.code).to.equal('connection');
    expect(erasing.isAtWork).to.equal(false);
  });

  it('is broken off where the visitor leaves it, and has no say in what they are asked next', async () => {
    const signals: AbortSignal[] = [];
    const told: string[] = [];
    const { promise, reject } = Promise.withResolvers<void>();
    const erasing = new Erasing(new Host(), {
      erase: (signal) => {
        signals.push(signal);
        return promise;
      },
      onFailed: () => told.push('a failure'),
    });
    erasing.ask();
    const confirmed = erasing.confirm();
    expect(erasing.isAtWork).to.equal(true);
    erasing.leave();
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    expect(erasing.isAsking).to.equal(false);
    erasing.ask();
    reject(new Error('broken off'));
    await confirmed;
    await eventually(() => expect(erasing.isAsking).to.equal(true));
    expect(erasing.failure).to.equal(undefined);
    expect(told).to.deep.equal([]);
  });
});
