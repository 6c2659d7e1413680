import { stat } from 'node:fs/promises';
import type { Finding } from './finding.ts';

/** The oldest Node that runs the server, as package.json has it in its dependencies' needs. */
const NODE_MIN = [22, 18] as const;

/** Clocks of file systems may be so far apart, in milliseconds. */
const CLOCK_SLACK_MS = 60_000;

/** @param version - such as `24.21.0`. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (isNewEnough) return { state: 'ok', about: 'Node', says: version };
  const says = `${version} is older than ${NODE_MIN.join('.')}`;
  return { state: 'fault', about: 'Node', says, advice: 'start with "npm start": it brings the Node that is needed' };
}

export async function examineWidget(script: string): Promise<Finding> {
  const found = await stat(script).catch(() => undefined);
  if (found?.isFile() && found.size > 0) {
    return { state: 'ok', about: 'widget', says: `built, ${Math.ceil(found.size / 1_024)} KB` };
  }
  return { state: 'fault', about: 'widget', says: 'is not built', advice: 'npm run build' };
}

/**
 * Sessions, budgets and deletions go by the clock. Nobody else is asked for the time: a file that is younger than now says that the
 * clock was set back.
 * @param files - that may be missing.
 * @param now - in milliseconds.
 */
export async function examineClock(files: readonly string[], now = Date.now()): Promise<Finding> {
  const about = 'clock';
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || found.mtimeMs <= now + CLOCK_SLACK_MS) continue;
    const says = `it is ${new Date(now).toISOString()}, and ${file} is younger than that`;
    return { state: 'warning', about, says, advice: 'set the clock of this machine, and let it be kept in time (NTP)' };
  }
  return { state: 'ok', about, says: new Date(now).toISOString() };
}
