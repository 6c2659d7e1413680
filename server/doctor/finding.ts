/** One line of the doctor's report. */
export interface Finding {
  /** `fault`: the server does not start, or does not answer. `warning`: it does, and not as its owner would want it. */
  readonly state: 'ok' | 'warning' | 'fault';
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly says: string;
  /** What to do next. */
  readonly advice?: string;
}

const MARKS = { ok: '✓', warning: '!', fault: '✗' } as const satisfies Record<Finding['state'], string>;

/** @returns the report as the owner reads it, a line for each finding and one for each piece of advice. */
export function reportText(findings: readonly Finding[]): string {
  const width = Math.max(0, ...findings.map(({ about }) => about.length));
  const lines = findings.flatMap(({ state, about, says, advice }) => [
    `${MARKS[state]} ${about.padEnd(width)}  ${says}`,
    ...(advice === undefined ? [] : [`  ${' '.repeat(width)}  → ${advice}`]),
  ]);
  return `${lines.join('\n')}\n\n${summary(findings)}\n`;
}

/** @returns the report for programs: JSON. */
export function reportJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: isHealthy(findings), findings }, undefined, 2)}\n`;
}

/** Whether nothing keeps the server from answering. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'fault');
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  if (faults > 0) return `To be mended: ${faults}. To be looked at: ${warnings}.`;
  return warnings > 0 ? `Nothing is broken. To be looked at: ${warnings}.` : 'All is well.';
}
