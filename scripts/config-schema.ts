import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { configJsonSchema } from '../server/config/json-schema.ts';

/** Where the JSON Schema of the configuration file is. */
export const CONFIG_SCHEMA = fileURLToPath(new URL('../smail.config.schema.json', import.meta.url));

/** @returns the schema as the file has it. */
export async function configSchemaText(): Promise<string> {
  const { code, errors } = await format(CONFIG_SCHEMA, JSON.stringify(configJsonSchema()), { printWidth: 120 });
  if (errors.length > 0) throw new Error('the schema could not be formatted', { cause: errors });
  return code;
}

if (import.meta.main) await writeFile(CONFIG_SCHEMA, await configSchemaText());
