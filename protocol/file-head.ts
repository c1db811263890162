/** The first fields of each file of the user that has a name: themes and layouts. Pure. */
import * as z from 'zod';
import { ownNamePattern } from './file-name.ts';

/** @param version of the form of these files */
export function fileHead<V extends number>(version: V) {
  return {
    $schema: z.string().optional(),
    version: z.literal(version).default(version).describe('Of the form of this file.'),
    name: z
      .string()
      .regex(ownNamePattern, 'expected a name of a-z, 0-9 and -, starting with a letter')
      .describe('The file’s name without .json.'),
  };
}
