/**
 * `npm run previews [-- --theme NAME]`: draws a small picture of each theme beside its file, under the name in the theme's
 * `preview`. Check the pictures before you commit them.
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { PictureBrowser } from './contact-sheet/picture-browser.ts';
import { previewCells, previewSize } from './contact-sheet/sheets.ts';
import { readThemes } from './contact-sheet/themes.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

const { values } = parseArgs({ options: { theme: { type: 'string' } } });

openTemporaryFolderUntilExit();
const pictures = await PictureBrowser.open();
try {
  for (const theme of readThemes()) {
    if (values.theme !== undefined && theme.name !== values.theme) continue;
    if (theme.preview === undefined) {
      console.log(`${theme.name} names no preview.`);
      continue;
    }
    const picture = await pictures.sheet({
      ...previewSize,
      backdrop: 'bright',
      cells: previewCells(theme),
      type: 'image/webp',
    });
    const file = join(root, 'themes', theme.preview);
    writeFileSync(file, picture);
    console.log(`${relative(process.cwd(), file)}, ${Math.ceil(picture.length / 1000)} kB`);
  }
} finally {
  await pictures.close();
}
