import { isAbsolute, relative, resolve } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { readConfigFile } from '../config/config-file.ts';
import { CurrentConfig } from '../config/current-config.ts';
import { folderFaults } from '../config/folders.ts';

/**
 * Reads the configuration for the start.
 * @param dataFolder - which no site may hold.
 * @throws {ConfigError} if it can't be read, listing every fault in it, or every folder that is not there.
 */
export async function openConfiguration(file: string, dataFolder: string): Promise<CurrentConfig> {
  const config = await readConfigFile(file);
  const faults = await folderFaults(config);
  if (config.site !== undefined && holds(config.site, resolve(dataFolder))) {
    faults.push(`site: ${config.site} holds the data folder ${dataFolder}, which everybody could read then`);
  }
  if (faults.length > 0) throw new ConfigError(`${file} is not usable`, faults);
  return new CurrentConfig(config);
}

function holds(folder: string, inner: string): boolean {
  const path = relative(folder, inner);
  return !path.startsWith('..') && !isAbsolute(path);
}
