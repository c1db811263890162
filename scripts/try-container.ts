/**
 * `npm run try-container`: builds the image by the steps of the Containerfile, and starts it as a container does: with a
 * read-only root folder, without root's rights, and with the image's own user, variables, command and health check.
 * `-- arm64` does the same for that processor, by emulation; `-- all` for both. Needs root and Debian's `buildah` and
 * `debootstrap`, and `qemu-user-static` for arm64. No registry of images is asked.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseArchive, type Processor } from './package/container/base-image.ts';
import { imageBytesMax } from './package/container/image.ts';
import { filesOf } from './package/program.ts';
import { freePort } from './processes.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

/** As registries keep it, MB. */
const packedMbMax = 50;
const healthyMsMax = 60_000;
const key = 'a-key-for-publishers';
const certificates = '/etc/ssl/certs/ca-certificates.crt';
const emulator = '/usr/bin/qemu-aarch64-static';

/** What `buildah inspect` says of an image. */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
}

const storage = join(root, '.cache', 'container', 'storage');
const done = (what: string) => console.log(`passed: ${what}`);

function buildah(...words: readonly string[]): string {
  const places = ['--storage-driver', 'vfs', '--root', storage, '--runroot', `${storage}.run`];
  return execFileSync('buildah', [...places, ...words], {
    encoding: 'utf8',
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 100_000_000,
  }).trim();
}

async function baseImage(processor: Processor): Promise<string> {
  const name = `localhost/sequential-base:${processor}`;
  if (buildah('images', '--quiet', '--filter', `reference=${name}`) !== '') return name;
  const archive = await baseArchive(processor);
  const container = buildah('from', 'scratch');
  buildah('add', container, archive, '/');
  // npm gets its packages as this machine does, whose network may have a certificate of its own.
  buildah('add', container, certificates, certificates);
  buildah(
    ...['config', '--arch', processor, '--os', 'linux'],
    ...['--env', 'PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'],
    ...['--env', `NODE_EXTRA_CA_CERTS=${certificates}`, container],
  );
  buildah('commit', '--rm', container, name);
  return name;
}

async function buildImage(processor: Processor): Promise<string> {
  const tag = `localhost/sequential:${processor}`;
  const base = { node: await baseImage(processor), build: await baseImage('amd64') };
  buildah(
    'bud',
    ...['--isolation', 'chroot', '--format', 'docker', '--layers=false', '--pull-never'],
    ...['--platform', `linux/${processor}`, '--build-arg', 'BUILD_PLATFORM=linux/amd64'],
    ...['--build-arg', `NODE_IMAGE=${base.node}`, '--build-arg', `BUILD_IMAGE=${base.build}`],
    ...['--tag', tag, '--file', 'Containerfile', '.'],
  );
  return tag;
}

/** A started image: its root folder is mounted read-only, /data and /tmp can be written. */
class Container {
  readonly #folder: string;
  readonly #config: ImageConfig;
  readonly #emulated: readonly string[];
  readonly #environment: readonly string[];
  readonly port: number;
  #program: ChildProcess | null = null;

  constructor(mounted: string, config: ImageConfig, processor: Processor, port: number) {
    // Outside the temporary folder, which is removed with everything in it at the end.
    this.#folder = mkdtempSync(join(root, '.cache', 'container', 'root-'));
    this.#config = config;
    this.port = port;
    const { Env, User } = config;
    this.#environment = [...Env, `SEQUENTIAL_PORT=${port}`, `SEQUENTIAL_KEY=${key}`];
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    const [user, group] = User.split(':').map(Number);
    chownSync(data, user!, group!);
    const mount = (...words: readonly string[]) => execFileSync('mount', words);
    mount('--bind', mounted, this.#folder);
    mount('-o', 'remount,bind,ro', this.#folder);
    mount('-t', 'tmpfs', 'tmpfs', join(this.#folder, 'tmp'));
    mount('--bind', data, join(this.#folder, 'data'));
    mount('-t', 'proc', 'proc', join(this.#folder, 'proc'));
    mount('-t', 'tmpfs', 'tmpfs', join(this.#folder, 'dev'));
    for (const device of ['null', 'urandom']) {
      writeFileSync(join(this.#folder, 'dev', device), '');
      mount('--bind', join('/dev', device), join(this.#folder, 'dev', device));
    }
    const isEmulated = processor === 'arm64';
    if (isEmulated) cpSync(emulator, join(this.#folder, 'tmp/qemu'));
    if (isEmulated) chmodSync(join(this.#folder, 'tmp/qemu'), 0o755);
    this.#emulated = isEmulated ? ['/tmp/qemu'] : [];
  }

  /** A command line in the container, its program looked up in the image's PATH. */
  #words([program, ...words]: readonly string[]): string[] {
    const { User } = this.#config;
    return [
      ...['--no-new-privs', '/usr/sbin/chroot', `--userspec=${User}`, this.#folder],
      ...[...this.#emulated, `/usr/local/bin/${program}`, ...words],
    ];
  }

  get #env(): NodeJS.ProcessEnv {
    return Object.fromEntries(this.#environment.map((one) => one.split(/=(.*)/s).slice(0, 2)));
  }

  run(command: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync('/usr/bin/setpriv', this.#words(command), {
      encoding: 'utf8',
      env: this.#env,
    });
  }

  start(words: readonly string[] = this.#config.Cmd): ChildProcess {
    const command = [...this.#config.Entrypoint, ...words];
    const program = spawn('/usr/bin/setpriv', this.#words(command), {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: this.#env,
    });
    this.#program = program;
    return program;
  }

  /** Ends what was started, and unmounts everything. */
  async close(): Promise<void> {
    const program = this.#program;
    if (program?.exitCode === null && program.kill('SIGKILL')) await once(program, 'exit');
    execFileSync('umount', ['--recursive', this.#folder]);
    rmdirSync(this.#folder);
  }

  health(): number | null {
    const [kind, ...command] = this.#config.Healthcheck.Test;
    assert.equal(kind, 'CMD');
    return this.run(command).status;
  }
}

async function tryImage(processor: Processor): Promise<void> {
  const begunMs = performance.now();
  const tag = await buildImage(processor);
  done(`${processor}: built in ${Math.round((performance.now() - begunMs) / 1000)} s`);

  const inspected = JSON.parse(buildah('inspect', '--type', 'image', tag)) as {
    Docker: { config: ImageConfig; architecture: string };
  };
  const { config, architecture } = inspected.Docker;
  assert.equal(architecture, processor);
  assert.notEqual(config.User.split(':')[0], '0');
  const working = buildah('from', '--pull-never', tag);
  const mounted = buildah('mount', working);
  const files = filesOf(mounted);
  const bytes = Number(execFileSync('du', ['-sb', mounted], { encoding: 'utf8' }).split('\t')[0]);
  const packed = spawnSync('sh', ['-c', `tar -C "${mounted}" -cf - . | gzip -6 | wc -c`], {
    encoding: 'utf8',
  });
  const mb = (count: number) => (count / 1e6).toFixed(1);
  done(
    `${processor}: ${mb(bytes)} MB on disk, ${mb(Number(packed.stdout))} MB to download, ${files.length} files`,
  );
  assert.ok(bytes < imageBytesMax, 'too large on disk');
  assert.ok(Number(packed.stdout) < packedMbMax * 1e6, 'too large to download');
  const tools = files.filter((file) => /(^|\/)(sh|bash|apt|npm|gcc|dpkg|python3?)$/.test(file));
  assert.deepEqual(tools, []);
  done(`${processor}: no shell, package manager or compiler inside`);

  const container = new Container(mounted, config, processor, await freePort());
  try {
    await tryContainer(container, processor);
  } finally {
    await container.close();
    buildah('rm', working);
    buildah('rmi', tag);
  }
}

async function tryContainer(container: Container, processor: Processor): Promise<void> {
  const writing = container.run([
    'node',
    '-e',
    "process.getBuiltinModule('node:fs').writeFileSync('/app/x', '')",
  ]);
  assert.match(writing.stderr, /EROFS/);
  done(`${processor}: the root folder is read-only`);
  assert.equal(container.health(), 1);
  const program = container.start();
  const ended = once(program, 'exit');
  const startedMs = performance.now();
  while (container.health() !== 0) {
    assert.equal(program.exitCode, null, 'the relay ended');
    assert.ok(performance.now() - startedMs < healthyMsMax, 'the health check did not succeed');
    await new Promise((resume) => setTimeout(resume, 200));
  }
  done(
    `${processor}: the health check succeeds ${Math.round(performance.now() - startedMs)} ms after the start`,
  );
  const status = readFileSync(`/proc/${program.pid}/status`, 'utf8');
  assert.match(status, /^Uid:\t10001\t10001\t10001\t10001$/m);
  assert.match(status, /^CapEff:\t0+$/m);
  done(`${processor}: runs as user 10001 without any capability`);

  const address = `http://127.0.0.1:${container.port}`;
  const page = await fetch(`${address}/overlays/tachometer`);
  assert.equal(page.status, 200);
  const post = await fetch(`${address}/ingest?session_id=TRY&lap=1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify([
      { packetId: 1, gas: 1, brake: 0, fuel: 8, gear: 3, rpms: 8000, steerAngle: 0, speedKmh: 200 },
    ]),
  });
  assert.equal(post.status, 200);
  done(`${processor}: serves an overlay and takes a frame`);
  program.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  done(`${processor}: SIGTERM ends it with exit code 0, with the frame stored`);
}

// Mounts belong to this process and vanish with it, however it ends.
const isOwn = 'SEQUENTIAL_TRY_CONTAINER';
if (process.env[isOwn] === undefined) {
  const words = ['--mount', process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync('unshare', words, {
    stdio: 'inherit',
    env: { ...process.env, [isOwn]: '1' },
  });
  process.exit(status ?? 1);
}
openTemporaryFolderUntilExit();
const [wanted = 'amd64'] = process.argv.slice(2);
const processors = (['amd64', 'arm64'] as const).filter(
  (one) => wanted === 'all' || wanted === one,
);
if (processors.length === 0) {
  console.error('Say amd64, arm64 or all.');
  process.exit(2);
}
mkdirSync(join(root, '.cache', 'container'), { recursive: true });
for (const processor of processors) {
  if (processor === 'arm64' && !existsSync(emulator)) {
    console.log('not tried: arm64, because qemu-user-static is not installed');
  } else {
    await tryImage(processor);
  }
}
