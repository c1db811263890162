/** Writes the JSON Schema of the config file from the settings' own schema: `npm run schemas`. A test says when it is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from '../cli/settings.ts';
import { root } from './processes.ts';

export const configSchemaFile = join(root, 'cli', 'sequential.config.schema.json');

export function configSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

if (process.argv[1]?.endsWith('schemas.ts')) writeFileSync(configSchemaFile, configSchemaText());
