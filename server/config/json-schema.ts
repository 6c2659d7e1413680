import { z } from 'zod';
import { configSchema } from './config-file.ts';
import { JSON_SCHEMA_TARGET } from './widget-config.ts';

/**
 * What editors complete and check the configuration file by. It refuses nothing that the server takes, and takes a little more than that:
 * JSON Schema can't say that ids differ, which placeholders a text has, or what exactly an origin is.
 */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', target: JSON_SCHEMA_TARGET });
  return { $schema, title: 'The configuration of smail-chat', ...rest };
}
