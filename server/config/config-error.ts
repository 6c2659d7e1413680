import type { z } from 'zod';

/** The configuration is not usable. The message lists every fault, each with its path, for the owner to read. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** A line each. */
  readonly faults: readonly string[];

  /** @param source - the file, or `the environment`. */
  constructor(source: string, faults: readonly string[], options?: ErrorOptions) {
    super(`${source}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`, options);
    this.faults = faults;
  }

  /** @returns a line for each fault, which begins with its path. */
  static faultsOf(error: z.ZodError): string[] {
    return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'}: ${issue.message}`);
  }
}
