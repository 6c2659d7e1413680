import { fileURLToPath } from 'node:url';

/** The configuration where the owner names none. */
export const DEFAULT_CONFIG = fileURLToPath(new URL('../../demo/smail.config.json', import.meta.url));

/** The built widget. */
export const WIDGET_SCRIPT = fileURLToPath(new URL('../../dist/smail-chat.js', import.meta.url));
