/**
 * `npm run try-debian`: installs the newest Debian package of `release/` in a bare Debian, starts it as its systemd unit
 * does, ends it and removes it. `-- FILE` takes another package. Needs root and Debian's `debootstrap`.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BareDebian } from './package/linux/bare-debian.ts';
import { freePort } from './processes.ts';
import { root } from './root.ts';

const answerMsMax = 20_000;

function newestPackage(): string {
  const folder = join(root, 'release');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = files.filter((name) => name.endsWith('.deb')).map((name) => join(folder, name));
  const [newest] = found.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) {
    console.error('There is no package in release/: run npm run package -- linux first.');
    process.exit(1);
  }
  return newest;
}

async function untilItAnswers(address: string): Promise<void> {
  const end = performance.now() + answerMsMax;
  for (;;) {
    const answers = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    if (performance.now() > end) throw new Error(`No answer in ${answerMsMax / 1000} s.`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const [given] = process.argv.slice(2);
const deb = given === undefined ? newestPackage() : resolve(given);
const done = (what: string) => console.log(`passed: ${what}`);

const debian = await BareDebian.open();
try {
  debian.install(deb);
  done('installed, with nothing but Debian’s smallest system');

  const unit = debian.read('usr/lib/systemd/user/sequential.service');
  const line = /^ExecStart=(.+)$/m.exec(unit)?.[1] ?? '';
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const begunMs = performance.now();
  const ended = debian.start(`${line} --port ${port}`);
  await untilItAnswers(address);
  done(`“${line}” answers after ${Math.round(performance.now() - begunMs)} ms`);
  assert.equal((await fetch(`${address}/overlays/tachometer`)).status, 200);
  done('an overlay is served');

  debian.runAsUser(`sequential stop --port ${port}`);
  assert.equal(await ended, 0);
  done('“sequential stop” ends it with exit code 0');

  const database = debian.ofUser('.local/share/sequential/sequential.db');
  debian.asRoot('dpkg', '--remove', 'sequential');
  assert.equal(debian.has('opt/sequential'), false);
  assert.equal(debian.has('usr/bin/sequential'), false);
  assert.equal(debian.has(database), true);
  done('removed, and the laps stay');
} finally {
  await debian.close();
}
