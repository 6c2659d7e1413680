import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { WidgetScripts } from '../routes/widget-script.ts';
import { WIDGET_SCRIPT } from './places.ts';

/** What a build calls the second script. */
const PANEL = /^smail-chat-panel\.[\da-f]+\.js$/;

/** @throws {ConfigError} if it is not built. */
export async function readWidgetScript(): Promise<WidgetScripts> {
  try {
    const folder = dirname(WIDGET_SCRIPT);
    const script = await readFile(WIDGET_SCRIPT);
    // The one that the script asks for; an earlier build may have left another.
    const name = (await readdir(folder)).find((file) => PANEL.test(file) && script.includes(file));
    if (name === undefined) throw new Error('the second script is missing');
    return { script, panel: { name, contents: await readFile(join(folder, name)) } };
  } catch (cause) {
    throw new ConfigError('The widget is not built', ['run: npm run build'], { cause });
  }
}
