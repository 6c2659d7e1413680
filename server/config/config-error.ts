import type { z } from 'zod';

/** The configuration is not usable. The message lists every fault, each with its path, for the owner to read. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param source - the file, or `the environment`. */
  constructor(source: string, faults: readonly string[], options?: ErrorOptions) {
    super(`${source}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`, options);
  }

  static fromZod(source: string, error: z.ZodError): ConfigError {
    const faults = error.issues.map((issue) => `${issue.path.join('.') || '(whole)'}: ${issue.message}`);
    return new ConfigError(source, faults, { cause: error });
  }
}
