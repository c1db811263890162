/** Themes as files of the user's disk: out as a download, in through the browser's own choice of a file. */
import { readFile, type ThemeFile, textOf } from './draft.ts';

export function downloadTheme(file: ThemeFile): void {
  const url = URL.createObjectURL(new Blob([textOf(file)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${file.name}.json`;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/** Asks for a file. @returns null: none was chosen @throws Error with a sentence, for a file that is no theme */
export function chooseTheme(): Promise<ThemeFile | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file === undefined) resolve(null);
      else
        file
          .text()
          .then((text) => resolve(readFile(text)))
          .catch(reject);
    });
    input.click();
  });
}
