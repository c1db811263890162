/** Files of the user's disk: out as a download, in through the browser's own choice of a file. */
import { readText } from '../../protocol/text-file.ts';

export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/**
 * Asks for a JSON file in any encoding.
 * @returns its text; null: none was chosen
 * @throws Error with a sentence, for a file that is no text
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
