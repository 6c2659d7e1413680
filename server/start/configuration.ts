import { ConfigError } from '../config/config-error.ts';
import { readConfigFile } from '../config/config-file.ts';
import { CurrentConfig } from '../config/current-config.ts';
import { folderFaults } from '../config/folders.ts';

/**
 * Reads the configuration for the start.
 * @throws {ConfigError} if it can't be read, listing every fault in it, or every folder that is not there.
 */
export async function openConfiguration(file: string): Promise<CurrentConfig> {
  const config = await readConfigFile(file);
  const faults = await folderFaults(config);
  if (faults.length > 0) throw new ConfigError(`${file} is not usable`, faults);
  return new CurrentConfig(config);
}
