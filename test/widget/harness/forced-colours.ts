import type { TestRunnerPlugin } from '@web/test-runner';
import type { ChromeLauncher } from '@web/test-runner-chrome';

/** `executeServerCommand('force-colours', on)`: `emulateMedia` knows nothing of it. */
export function forcedColours(): TestRunnerPlugin<boolean> {
  /** Ends what was begun. */
  let end: (() => Promise<void>) | undefined;
  return {
    name: 'forced-colours',
    async executeCommand({ command, payload, session }) {
      if (command !== 'force-colours') return undefined;
      await end?.();
      end = undefined;
      if (payload !== true) return true;
      const devTools = await (session.browser as ChromeLauncher).getPage(session.id).createCDPSession();
      await devTools.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
      end = () => devTools.detach();
      return true;
    },
  };
}
