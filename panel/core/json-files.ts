/** JSON files on the user's disk: downloads, and the browser's file picker. */
import { readJson } from '../../protocol/json-text.ts';
import { readText } from '../../protocol/text-file.ts';

/** The text of a theme or layout file. */
export function fileText(file: object): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

export function downloadFile(file: { readonly name: string }): void {
  const url = URL.createObjectURL(new Blob([fileText(file)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${file.name}.json`;
  link.click();
  // The browser reads the URL after this function returns.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/**
 * Asks for a JSON file in any encoding.
 * @returns the text; null: the user chose no file
 * @throws Error with a sentence for people when the file is not text
 */
export function chooseFile(): Promise<string | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file === undefined) resolve(null);
      else read(file).then(resolve, reject);
    });
    input.click();
  });
}

async function read(file: File): Promise<string> {
  const found = readText(new Uint8Array(await file.arrayBuffer()));
  if (found.kind === 'text') return found.text;
  throw new Error(`This file cannot be used. ${found.problem}`);
}

/** Parses the text of a file. @throws Error with a sentence for people */
export function parseFile(text: string, kind: 'theme' | 'layout', charsMax: number): unknown {
  if (text.length > charsMax) throw new Error(`This file is too large for a ${kind}.`);
  const json = readJson(text);
  if (!json.ok) throw new Error(`This file cannot be used. ${json.problem}`);
  return json.value;
}
