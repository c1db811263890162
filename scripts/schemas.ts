/** `npm run schemas`: writes the JSON Schemas of config file, themes and layouts from their checks. A test fails when one is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from '../cli/settings/setting-list.ts';
import { completeForm } from '../protocol/theme-json-schema.ts';
import { themeJsonSchema } from '../protocol/theme-schema.ts';
import { layoutJsonSchema } from '../relay/pages/layouts/layout-schema.ts';
import { root } from './root.ts';

export const configSchemaFile = join(root, 'cli', 'sequential.config.schema.json');

export function configSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

export const themeSchemaFile = join(root, 'themes', 'theme.schema.json');

export function themeSchemaText(): string {
  return `${JSON.stringify(completeForm(themeJsonSchema()), null, 2)}\n`;
}

export const layoutSchemaFile = join(root, 'layouts', 'layout.schema.json');

export function layoutSchemaText(): string {
  return `${JSON.stringify(layoutJsonSchema(), null, 2)}\n`;
}

if (process.argv[1]?.endsWith('schemas.ts')) {
  writeFileSync(configSchemaFile, configSchemaText());
  writeFileSync(themeSchemaFile, themeSchemaText());
  writeFileSync(layoutSchemaFile, layoutSchemaText());
}
