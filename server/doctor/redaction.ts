import type { Finding } from './finding.ts';

const PLACEHOLDER = '[secret]';

/** Variables of the environment whose values nobody is to read. */
const SECRET_NAME = /SECRET|KEY|TOKEN|PASSWORD/i;

/** Shorter values stand in too many words by chance, and are no secrets. */
const MIN_LENGTH = 6;

/** `user:password@` in an address. */
const CREDENTIALS = /\/\/[^/\s@]+@/g;

/**
 * Takes out what may not be shown, wherever it has got into: whatever a check says, a system's error may repeat what it was given.
 * @param env - `process.env`.
 */
export function redacted(
  findings: readonly Finding[],
  env: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const secrets = Object.entries(env)
    .flatMap(([name, value]) => (SECRET_NAME.test(name) && value !== undefined ? [value] : []))
    .filter((value) => value.length >= MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  const clean = (text: string): string =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, PLACEHOLDER), text)
      .replaceAll(CREDENTIALS, `//${PLACEHOLDER}@`);
  return findings.map(({ state, about, says, advice }) => ({
    state,
    about,
    says: clean(says),
    ...(advice !== undefined && { advice: clean(advice) }),
  }));
}
