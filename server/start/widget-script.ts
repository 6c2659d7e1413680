import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/config-error.ts';
import { WIDGET_SCRIPT } from './places.ts';

/** @throws {ConfigError} if it is not built. */
export async function readWidgetScript(): Promise<Buffer> {
  try {
    return await readFile(WIDGET_SCRIPT);
  } catch (cause) {
    throw new ConfigError('The widget is not built', ['run: npm run build'], { cause });
  }
}
