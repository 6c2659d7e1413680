import type { Config } from '../config/config-file.ts';
import type { Environment } from '../config/environment.ts';

/**
 * What no log line may hold, though an upstream may repeat it in an error: keys, secrets, and system prompts line by line, for an error may repeat
 * a part of one. It only grows: what is gone from the configuration may still come back in an error.
 */
export class LogSecrets {
  readonly #values: Set<string>;

  constructor({ model, secret, previousSecret, identitySecret }: Environment) {
    const key = model.kind === 'openai-compatible' ? model.apiKey : undefined;
    this.#values = new Set([secret, previousSecret, identitySecret, key].filter((one) => one !== undefined));
  }

  /** Changes as it grows. */
  get values(): ReadonlySet<string> {
    return this.#values;
  }

  /** Takes over the prompts of a configuration. */
  follow(config: Config): void {
    for (const { systemPrompt } of config.chatbots.values()) {
      for (const line of systemPrompt.split('\n')) this.#values.add(line.trim());
    }
  }
}
