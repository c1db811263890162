/**
 * Compiles the addon of the `sqlite3` package from the package's own sources; MinGW compiles it for Windows on Linux. The
 * same sources give the same bytes.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../root.ts';
import { fetchPackage, nodeForLinux } from './registry.ts';

const run = promisify(execFile);

interface Toolchain {
  readonly c: string;
  readonly cpp: string;
  readonly compile: readonly string[];
  readonly link: readonly string[];
}

const toolchains: Readonly<Record<'windows' | 'linux', Toolchain>> = {
  windows: {
    c: 'x86_64-w64-mingw32-gcc-posix',
    cpp: 'x86_64-w64-mingw32-g++-posix',
    compile: ['-D_WIN32_WINNT=0x0A00'],
    link: [
      '-static',
      // No link time in the header, and no image base that depends on the file's name.
      '-Wl,--no-insert-timestamp,--disable-auto-image-base',
      '-Wl,--dynamicbase,--nxcompat,--high-entropy-va',
    ],
  },
  linux: {
    c: 'gcc',
    cpp: 'g++',
    compile: ['-fPIC'],
    link: ['-static-libgcc', '-static-libstdc++', '-Wl,--build-id=none'],
  },
};

/** The features of the package's own build. */
const sqliteOptions = [
  '-DSQLITE_THREADSAFE=1',
  '-DSQLITE_ENABLE_FTS3',
  '-DSQLITE_ENABLE_FTS4',
  '-DSQLITE_ENABLE_FTS5',
  '-DSQLITE_ENABLE_RTREE',
  '-DSQLITE_ENABLE_DBSTAT_VTAB=1',
  '-DSQLITE_ENABLE_MATH_FUNCTIONS',
];

/**
 * @param file written: `node_sqlite3.node`
 * @param isFast for tests: compiled without optimising, which takes a quarter of the time
 */
export async function buildSqliteAddon(
  system: 'windows' | 'linux',
  file: string,
  isFast = false,
): Promise<void> {
  const { c, cpp, compile, link } = toolchains[system];
  const modules = join(root, 'node_modules');
  const headers = join(await fetchPackage(nodeForLinux), 'include', 'node');
  const work = mkdtempSync(join(tmpdir(), 'sequential-sqlite-'));
  const inWork = (program: string, words: readonly string[]) => run(program, words, { cwd: work });
  try {
    const source = join(modules, 'sqlite3');
    const archive = readdirSync(join(source, 'deps')).find((name) => name.endsWith('.tar.gz'))!;
    await inWork('tar', ['-xzf', join(source, 'deps', archive)]);
    const amalgamation = archive.replace('.tar.gz', '');
    cpSync(join(source, 'src'), join(work, 'src'), { recursive: true });
    cpSync(join(modules, 'node-addon-api'), join(work, 'node-addon-api'), { recursive: true });
    // Node's folder also has headers of zlib and OpenSSL, which the addon must not use.
    for (const name of [
      'uv.h',
      'uv',
      'node_api.h',
      'node_api_types.h',
      'js_native_api.h',
      'js_native_api_types.h',
    ]) {
      cpSync(join(headers, name), join(work, 'include', name), { recursive: true });
    }
    const common = [isFast ? '-O0' : '-O2', '-DNDEBUG', `-ffile-prefix-map=${work}=.`, ...compile];
    const parts = ['backup', 'database', 'node_sqlite3', 'statement'];
    const compilePart = (part: string) =>
      inWork(cpp, [
        ...common,
        '-std=c++17',
        '-fno-exceptions',
        '-DNAPI_VERSION=6',
        '-DNAPI_DISABLE_CPP_EXCEPTIONS=1',
        '-DBUILDING_NODE_EXTENSION',
        ...['-Iinclude', '-Inode-addon-api', `-I${amalgamation}`],
        ...['-c', `src/${part}.cc`],
      ]);
    await Promise.all([
      inWork(c, [...common, ...sqliteOptions, '-c', `${amalgamation}/sqlite3.c`]),
      ...parts.map(compilePart),
    ]);
    const objects = [...parts, 'sqlite3'].map((part) => `${part}.o`);
    const libraries = system === 'windows' ? await importLibrary(objects, inWork, work) : [];
    const output = ['-o', 'node_sqlite3.node'];
    await inWork(cpp, ['-shared', '-s', ...link, ...output, ...objects, ...libraries]);
    cpSync(join(work, 'node_sqlite3.node'), file);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * A Windows addon imports Node-API and libuv from `node.exe`. The linker needs a library that lists the functions in
 * use.
 */
async function importLibrary(
  objects: readonly string[],
  inWork: (program: string, words: readonly string[]) => Promise<{ stdout: string }>,
  work: string,
): Promise<string[]> {
  const { stdout } = await inWork('x86_64-w64-mingw32-nm', ['--undefined-only', ...objects]);
  const names = [...stdout.matchAll(/ U (?:__imp_)?((?:napi|node_api|uv)_\w+)/g)].map(
    ([, name]) => name!,
  );
  const exports = [...new Set(names)].sort();
  writeFileSync(join(work, 'node.def'), `NAME node.exe\nEXPORTS\n${exports.join('\n')}\n`);
  // Without a prefix dlltool puts its process id into the names of sections.
  await inWork('x86_64-w64-mingw32-dlltool', [
    ...['-t', 'sequential', '-d', 'node.def', '-D', 'node.exe', '-l', 'libnode.a'],
  ]);
  return ['-L.', '-lnode', '-lws2_32'];
}
