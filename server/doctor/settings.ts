import { ConfigError } from '../config/config-error.ts';
import { readConfigFile, type Config } from '../config/config-file.ts';
import { readEnvironment, type Environment } from '../config/environment.ts';
import { folderFaults } from '../config/folders.ts';
import type { Finding } from './finding.ts';

/** What was found of something, and the thing itself where it can be used. */
export interface Examined<T> {
  readonly findings: readonly Finding[];
  readonly value: T | undefined;
}

/** @param env - `process.env`. */
export function examineEnvironment(env: Readonly<Record<string, string | undefined>>): Examined<Environment> {
  try {
    const value = readEnvironment(env);
    return { findings: [{ state: 'ok', about: 'environment', says: 'every variable can be used' }], value };
  } catch (error) {
    const advice = 'correct the variable; README.md lists them all';
    return { findings: faultsOf(error, 'environment', advice), value: undefined };
  }
}

/** Every fault of the file and, where it has none, every folder that is missing. */
export async function examineConfiguration(file: string): Promise<Examined<Config>> {
  const about = 'configuration';
  let config: Config;
  try {
    config = await readConfigFile(file);
  } catch (error) {
    return {
      findings: faultsOf(error, about, `correct ${file}; docs/configuration.md lists every key`),
      value: undefined,
    };
  }
  const missing = await folderFaults(config);
  const advice = `make it, or name another in ${file}`;
  const ids = [...config.chatbots.keys()].join(', ');
  return {
    findings: [
      { state: 'ok', about, says: `${file}: chatbots ${ids}` },
      ...missing.map((says): Finding => ({ state: 'fault', about, says, advice })),
      ...unreachable(config),
    ],
    value: config,
  };
}

/** Chatbots that no page can use. */
function unreachable({ chatbots, site }: Config): Finding[] {
  if (site !== undefined) return [];
  return [...chatbots.values()]
    .filter(({ origins }) => origins.length === 0)
    .map(({ id }) => ({
      state: 'warning',
      about: 'configuration',
      says: `chatbot ${id} has no origins, and this server has no pages: no page may use it`,
      advice: 'name the origin of your site in "origins", such as "https://www.example.com"',
    }));
}

function faultsOf(error: unknown, about: string, advice: string): Finding[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.faults.map((says) => ({ state: 'fault', about, says, advice }));
}
