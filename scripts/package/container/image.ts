/**
 * The files of the container's image, which the Containerfile copies into an empty one:
 * `tsx scripts/package/container/image.ts NODE IMAGE`. NODE is the root folder of an image with Node, perhaps for another
 * processor, so none of its programs is run. IMAGE is the folder to write.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { buildIfStale } from '../../build.ts';
import { emptied, writeProgram } from '../program.ts';

/** Who runs the relay, as the Containerfile's USER. */
const user = 10_001;

/** The loader of programs, which has another name on each processor, and the libraries that Node loads. */
const loader = /^ld-linux.*\.so\.\d+$/;
const libraries = /^lib(c|m|dl|pthread|gcc_s|stdc\+\+|atomic)\.so\.\d+$/;

/** Packages of Debian whose files are copied: their licences come along. */
const licensed = /^(libc6|gcc-\d+-base)$/;

/**
 * The loader's path is part of every program: /lib64 or /lib. It finds the other libraries in the folder of its
 * processor, for instance /lib/x86_64-linux-gnu.
 */
function copyLibraries(node: string, image: string): void {
  const copyMatching = (place: string, pattern: RegExp): void => {
    if (!existsSync(join(node, place))) return;
    const found = readdirSync(join(node, place)).filter((name) => pattern.test(name));
    for (const name of found) copy(node, join(place, name), image);
  };
  for (const place of ['lib', 'lib64']) copyMatching(place, loader);
  const folders = readdirSync(join(node, 'lib')).filter((name) => /-linux-gnu$/.test(name));
  for (const folder of folders) copyMatching(join('lib', folder), libraries);
}

/** Copies the file that a path stands for. Absolute links begin at the root folder, not at this machine's. */
function copy(node: string, path: string, image: string): void {
  let from = join(node, path);
  while (lstatSync(from).isSymbolicLink()) {
    const target = readlinkSync(from);
    from = isAbsolute(target) ? join(node, target) : join(dirname(from), target);
  }
  mkdirSync(dirname(join(image, path)), { recursive: true });
  cpSync(from, join(image, path));
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
  const program = join(image, 'usr/local/bin/node');
  copy(node, 'usr/local/bin/node', image);
  // Without the names of its functions Node is a seventh smaller. The tool handles every processor's programs.
  execFileSync('eu-strip', ['--strip-sections', program]);
  chmodSync(program, 0o755);
  copyLibraries(node, image);
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
