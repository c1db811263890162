/** Themes as files of the user's disk. */
import { chooseFile, downloadText } from '../core/json-files.ts';
import { readFile, type ThemeFile, textOf } from './draft.ts';

export function downloadTheme(file: ThemeFile): void {
  downloadText(`${file.name}.json`, textOf(file));
}

/** Asks for a file. @returns null: none was chosen @throws Error with a sentence, for a file that is no theme */
export async function chooseTheme(): Promise<ThemeFile | null> {
  const text = await chooseFile();
  return text === null ? null : readFile(text);
}
