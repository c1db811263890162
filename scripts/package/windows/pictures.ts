/**
 * `npx tsx scripts/package/windows/pictures.ts`: draws `sequential.ico` and `setup-side.bmp`, the picture in Setup, from
 * `sequential.svg` in a browser.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../../browser.ts';

const drawing = readFileSync(join(import.meta.dirname, '..', 'sequential.svg'), 'utf8');
/** What NSIS shows on its last page, pixels. */
const side = { width: 164, height: 314 } as const;
const sizes = [16, 20, 24, 32, 40, 48, 64, 256] as const;

const browser = await openBrowser();
try {
  const page = await browser.newPage();
  const pixels = await page.evaluate(
    async ({ drawing, sizes }) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
      await image.decode();
      return sizes.map((size) => {
        const canvas = Object.assign(document.createElement('canvas'), {
          width: size,
          height: size,
        });
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0, size, size);
        return [...context.getImageData(0, 0, size, size).data];
      });
    },
    { drawing, sizes },
  );
  const pictures = sizes.map((size, index) => bitmap(size, pixels[index]!));
  writeFileSync(join(import.meta.dirname, 'sequential.ico'), icon(pictures));
  const pixelsOfSide = await page.evaluate(
    async ({ drawing, side }) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), side);
      const context = canvas.getContext('2d')!;
      context.fillStyle = '#11151c';
      context.fillRect(0, 0, side.width, side.height);
      context.drawImage(image, side.width / 2 - 56, 72, 112, 112);
      return [...context.getImageData(0, 0, side.width, side.height).data];
    },
    { drawing, side },
  );
  writeFileSync(join(import.meta.dirname, 'setup-side.bmp'), bitmapFile(pixelsOfSide));
} finally {
  await browser.close();
}

/** A picture of an icon file: a bitmap's header, rows from the bottom as BGRA, and an empty mask. */
function bitmap(size: number, rgba: readonly number[]): Buffer {
  const maskBytes = Math.ceil(size / 32) * 4 * size;
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  // Height of colours and mask.
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const rows = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * 4;
      const to = ((size - 1 - y) * size + x) * 4;
      rows.set([rgba[from + 2]!, rgba[from + 1]!, rgba[from]!, rgba[from + 3]!], to);
    }
  }
  return Buffer.concat([header, rows, Buffer.alloc(maskBytes)]);
}

function icon(pictures: readonly Buffer[]): Buffer {
  const directory = Buffer.alloc(6 + pictures.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, picture] of pictures.entries()) {
    const at = 6 + index * 16;
    const size = sizes[index]!;
    // 0 means 256.
    directory.writeUInt8(size % 256, at);
    directory.writeUInt8(size % 256, at + 1);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(picture.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  }
  return Buffer.concat([directory, ...pictures]);
}

/** A bitmap file of 24 bits a pixel: rows from the bottom, each filled up to four bytes. */
function bitmapFile(rgba: readonly number[]): Buffer {
  const { width, height } = side;
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      const to = 54 + (height - 1 - y) * rowBytes + x * 3;
      file.set([rgba[from + 2]!, rgba[from + 1]!, rgba[from]!], to);
    }
  }
  return file;
}
