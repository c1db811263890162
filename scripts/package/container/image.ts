/**
 * The files of the container's image, which the Containerfile copies into an empty one:
 * `tsx scripts/package/container/image.ts NODE IMAGE`. NODE is the root folder of an image with Node, perhaps for another
 * processor, so none of its programs is run. IMAGE is the folder to write.
 */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { buildIfStale } from '../../build.ts';
import { emptied, writeProgram } from '../program.ts';
import { slimProgram } from './slim-program.ts';

/** On disk, with its folders. */
export const imageBytesMax = 120_000_000;

/** Who runs the relay, as the Containerfile's USER. */
const user = 10_001;

/** The loader of programs, which has another name on each processor, and the libraries that Node loads. */
const loader = /^ld-linux.*\.so\.\d+$/;
const libraries = /^lib(c|m|dl|pthread|gcc_s|stdc\+\+|atomic)\.so\.\d+$/;

/** Packages of Debian whose files are copied: their licences come along. */
const licensed = /^(libc6|gcc-\d+-base)$/;

/**
 * Paths of the loader and the libraries. The loader's is part of every program: in /lib64 or /lib. It finds the other
 * ones in the folder of its processor, for instance /lib/x86_64-linux-gnu.
 */
export function librariesIn(node: string): string[] {
  const matching = (place: string, pattern: RegExp): string[] => {
    if (!existsSync(join(node, place))) return [];
    const found = readdirSync(join(node, place)).filter((name) => pattern.test(name));
    return found.map((name) => join(place, name));
  };
  const folders = readdirSync(join(node, 'lib')).filter((name) => /-linux-gnu$/.test(name));
  return [
    ...['lib', 'lib64'].flatMap((place) => matching(place, loader)),
    ...folders.flatMap((folder) => matching(join('lib', folder), libraries)),
  ];
}

/** The file that a path stands for. Absolute links begin at the root folder, not at this machine's. */
function fileAt(node: string, path: string): string {
  let file = join(node, path);
  while (lstatSync(file).isSymbolicLink()) {
    const target = readlinkSync(file);
    file = isAbsolute(target) ? join(node, target) : join(dirname(file), target);
  }
  return file;
}

function copy(node: string, path: string, image: string): void {
  mkdirSync(dirname(join(image, path)), { recursive: true });
  cpSync(fileAt(node, path), join(image, path));
}

/** Node without what only debuggers and native addons need; a relay loads none. It is by far the largest file. */
function writeNode(node: string, image: string): void {
  const [program, ...loaded] = ['usr/local/bin/node', ...librariesIn(node)].map((path) =>
    readFileSync(fileAt(node, path)),
  );
  const file = join(image, 'usr/local/bin/node');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, slimProgram(program!, loaded), { mode: 0o755 });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

export async function writeImage(node: string, image: string): Promise<void> {
  await buildIfStale();
  emptied(image);
  // Node 22 has SQLite of its own, and agents run where the game does: no library with native code is needed.
  await writeProgram(join(image, 'app'), 'container', []);
  writeNode(node, image);
  for (const path of librariesIn(node)) copy(node, path, image);
  copy(node, 'usr/local/LICENSE', image);
  const documents = readdirSync(join(node, 'usr/share/doc')).filter((name) => licensed.test(name));
  for (const name of documents) copy(node, `usr/share/doc/${name}/copyright`, image);
  write(join(image, 'etc/passwd'), `sequential:x:${user}:${user}::/data:/nonexistent\n`);
  write(join(image, 'etc/group'), `sequential:x:${user}:\n`);
  // Names of other machines come from DNS, names in /etc/hosts before it.
  write(join(image, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  for (const folder of ['tmp', 'proc', 'dev']) mkdirSync(join(image, folder));
}

if (basename(process.argv[1] ?? '') === 'image.ts') {
  const [node, image] = process.argv.slice(2);
  if (node === undefined || image === undefined) {
    console.error('Say: tsx scripts/package/container/image.ts NODE IMAGE');
    process.exit(2);
  }
  await writeImage(node, image);
}
