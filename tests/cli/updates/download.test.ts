/** Reading from real servers: what goes over the line, redirections, limits, and downloads that break off. */

import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createLineServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { downloadFile, readWebText, requestLines } from '../../../cli/updates/download.ts';
import type { ReleaseFile } from '../../../cli/updates/release-manifest.ts';
import { UpdateProblem } from '../../../cli/updates/update-problem.ts';
import { limits } from '../../../protocol/limits.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder, withTest } from '../../support/clean-up.ts';
import { listen } from '../../support/listen.ts';
import { need } from '../../support/need.ts';
import { until } from '../../support/until.ts';

async function listening(server: Server): Promise<number> {
  const port = await listen(server);
  withTest(() => new Promise((resolve) => server.close(resolve)));
  return port;
}

async function serve(handle: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(handle))}`;
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof UpdateProblem) return error.code;
    throw error;
  }
}

const bytesMax = 1_000;

test('a check sends exactly the lines that are shown, and nothing else', async () => {
  let sent = '';
  const server = createLineServer((socket) => {
    socket.on('data', (bytes) => {
      sent += bytes.toString('latin1');
      if (sent.endsWith('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}');
    });
  });
  const address = `http://127.0.0.1:${await listening(server)}/releases/latest.json`;
  expect(await readWebText(address, bytesMax)).toBe('{}');
  expect(sent).toBe(`${requestLines(address).join('\r\n')}\r\n\r\n`);
  expect(requestLines('https://example.org/a.json')).toEqual([
    'GET /a.json HTTP/1.1',
    'Host: example.org',
    'Accept: application/json',
    'Connection: close',
  ]);
});

test('redirections are followed, a few of them', async () => {
  const origin = await serve((request, response) => {
    const left = Number(request.url!.slice(1));
    if (left > 0) response.writeHead(302, { Location: `/${left - 1}` }).end();
    else response.end('there');
  });
  expect(await readWebText(`${origin}/3`, bytesMax)).toBe('there');
  expect(await problemOf(readWebText(`${origin}/9`, bytesMax))).toBe('update-unreachable');
});

test('plain http is refused, except on this machine, and no redirection leads to it', async () => {
  expect(await problemOf(readWebText('http://example.org/latest.json', bytesMax))).toBe(
    'update-not-understood',
  );
  const origin = await serve((_request, response) => {
    response.writeHead(301, { Location: 'http://example.org/latest.json' }).end();
  });
  expect(await problemOf(readWebText(origin, bytesMax))).toBe('update-not-understood');
});

test.each(['http://', 'https://[bad', 'ftp://example.org/', 'javascript:0', 'file:///etc/passwd'])(
  'a redirection to %s is a problem of the server',
  async (location) => {
    const origin = await serve((_request, response) => {
      response.writeHead(302, { Location: location }).end();
    });
    expect(await problemOf(readWebText(`${origin}/`, bytesMax))).toBe('update-not-understood');
    expect(await problemOf(download(origin).start())).toBe('update-not-understood');
  },
);

test('an answer that is too large, an error and a server that is away are problems', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/large') response.end('x'.repeat(bytesMax + 1));
    else response.writeHead(404).end('no');
  });
  expect(await problemOf(readWebText(`${origin}/large`, bytesMax))).toBe('update-not-understood');
  expect(await problemOf(readWebText(`${origin}/gone`, bytesMax))).toBe('update-unreachable');
  expect(await problemOf(readWebText('http://127.0.0.1:1/', bytesMax))).toBe('update-unreachable');
});

test('a server that says nothing, stops in the middle or drips is given up', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200);
    response.write('{');
    if (request.url !== '/drip') return;
    const drip = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(drip));
  });
  const times = { silenceMs: 50, answerMs: 200 };
  for (const path of ['/silent', '/stops', '/drip']) {
    const read = readWebText(origin + path, bytesMax, times);
    expect([path, await problemOf(read)]).toEqual([path, 'update-unreachable']);
  }
});

const content = randomBytes(300_000);

interface Download {
  readonly file: ReleaseFile;
  readonly path: string;
  readonly progress: number[];
  readonly start: () => Promise<void>;
  readonly cancel: () => void;
}

function download(origin: string, more: Partial<ReleaseFile> = {}): Download {
  const file = {
    url: `${origin}/setup.exe`,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    ...more,
  };
  const path = join(temporaryFolder(), 'setup.exe');
  const progress: number[] = [];
  const life = new AbortController();
  const start = () =>
    downloadFile(file, path, {
      onProgress: (bytes) => progress.push(bytes),
      signal: life.signal,
      wait: async () => {},
      silenceMs: 1_000,
    });
  return { file, path, progress, start, cancel: () => life.abort() };
}

/** Serves the content; breaks off after so many bytes of each answer, if that is given. */
function contentServer(options: { cutAfter?: number; ranges?: boolean; asked?: string[] } = {}) {
  const { cutAfter, ranges = true, asked = [] } = options;
  return serve((request, response) => {
    const { range } = request.headers;
    asked.push(range ?? 'all');
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
    const rest = content.subarray(from);
    const head = { 'Content-Length': rest.length };
    if (from === 0) response.writeHead(200, head);
    else {
      const place = `bytes ${from}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { ...head, 'Content-Range': place });
    }
    if (cutAfter === undefined || rest.length <= cutAfter) response.end(rest);
    else response.write(rest.subarray(0, cutAfter), () => response.socket!.end());
  });
}

test('a file is downloaded whole, and its hash is right', async () => {
  const { path, progress, start } = download(await contentServer());
  await start();
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(progress.at(-1)).toBe(content.length);
  expect(existsSync(`${path}.part`)).toBe(false);
});

test('a file that is there already is not fetched again', async () => {
  const asked: string[] = [];
  const { path, start } = download(await contentServer({ asked }));
  writeFileSync(path, content);
  await start();
  expect(asked).toEqual([]);
});

test('a download that breaks off goes on where it was', async () => {
  const asked: string[] = [];
  const { path, start } = download(await contentServer({ cutAfter: 120_000, asked }));
  await start();
  expect(readFileSync(path).equals(content)).toBe(true);
  // What came with the break may be lost, so a request may begin where the one before did.
  const starts = asked.map((range) => Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0));
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(starts.at(-1)).toBeGreaterThan(0);
});

test('a server that cannot continue sends it again from the beginning', async () => {
  const asked: string[] = [];
  const { path, start } = download(await contentServer({ ranges: false, asked }));
  writeFileSync(`${path}.part`, content.subarray(0, 1_000));
  await start();
  expect(asked).toEqual(['bytes=1000-']);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('a part of another file is thrown away, and the download begins again', async () => {
  const asked: string[] = [];
  const { path, start } = download(await contentServer({ asked }));
  writeFileSync(`${path}.part`, Buffer.alloc(5_000, 1));
  await start();
  expect(asked).toEqual(['bytes=5000-', 'all']);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('what was downloaded is kept for the next try when the server stays away', async () => {
  let answers = 0;
  let breakOff = () => {};
  const origin = await serve((_request, response) => {
    answers++;
    if (answers > 1) return void response.writeHead(503).end();
    response.writeHead(200, { 'Content-Length': content.length });
    response.write(content.subarray(0, 10_000));
    breakOff = () => response.socket!.end();
  });
  const { path, progress, start } = download(origin);
  const ended = problemOf(start());
  await until('the first bytes are written', () => progress.at(-1) === 10_000);
  breakOff();
  expect(await ended).toBe('update-unreachable');
  expect(readFileSync(`${path}.part`).equals(content.subarray(0, 10_000))).toBe(true);
  expect(existsSync(path)).toBe(false);
  expect(answers).toBe(1 + limits.updateDownloadTriesMax);
});

test('a download that stops goes on over another connection', async () => {
  let answers = 0;
  const origin = await serve((request, response) => {
    answers++;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const place = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(from === 0 ? 200 : 206, { 'Content-Range': place });
    if (answers === 1) response.write(content.subarray(0, 5_000));
    else response.end(content.subarray(from));
  });
  const { path, start } = download(origin);
  await start();
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(answers).toBe(2);
});

test('a download that is cancelled ends at once', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Length': content.length });
    response.write(content.subarray(0, 5_000));
  });
  const { path, progress, start, cancel } = download(origin);
  const ended = problemOf(start());
  await until('bytes have come', () => progress.length > 0);
  cancel();
  expect(await ended).toBe('update-unreachable');
  expect(existsSync(path)).toBe(false);
});

test('the pause before another try ends with the program', async () => {
  const life = new AbortController();
  let asked = 0;
  const origin = await serve((_request, response) => {
    asked++;
    response.writeHead(503).end();
  });
  const { file, path } = download(origin);
  const { signal } = life;
  const ended = problemOf(downloadFile(file, path, { onProgress: () => {}, signal }));
  await until('the pauses are long', () => asked > 2);
  const since = performance.now();
  life.abort();
  expect(await ended).toBe('update-unreachable');
  expect(performance.now() - since).toBeLessThan(limits.updateDownloadPauseMsMin);
});

test.each([
  ['with another hash', { sha256: 'b'.repeat(64) }],
  ['longer than announced', { size: content.length - 1 }],
])('a file %s is refused and leaves nothing', async (_, more) => {
  const { path, start } = download(await contentServer(), more);
  expect(await problemOf(start())).toBe('update-damaged');
  expect(existsSync(path) || existsSync(`${path}.part`)).toBe(false);
});

test('a place that cannot be written is a problem', async () => {
  const { path, start } = download(await contentServer());
  mkdirSync(`${path}.part`);
  expect(await problemOf(start())).toBe('update-not-written');
});

test.skipIf(!existsSync('/dev/full'))('a full disk is named', async () => {
  const { path, start } = download(await contentServer());
  execFileSync('ln', ['-s', '/dev/full', `${path}.part`]);
  expect(await problemOf(start())).toBe('update-disk-full');
});

need('openssl')('over https', () => {
  /** A certificate for 127.0.0.1 that ends so many days from now; 0: with this second. */
  function certificate(days: number): { readonly cert: string; readonly key: string } {
    const folder = temporaryFolder();
    const file = (name: string) => join(folder, name);
    const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' });
    const [cert, key, request] = [file('own.crt'), file('own.key'), file('own.csr')];
    writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1');
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl('req', ...curve, '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', request);
    const own = ['x509', '-req', '-in', request, '-signkey', key, '-extfile', file('names')];
    openssl(...own, '-days', String(days), '-out', cert);
    return { cert, key };
  }

  async function secure(files: { cert: string; key: string }): Promise<string> {
    const keys = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    const server = createSecureServer(keys, (_request, response) => response.end('secret'));
    return `https://127.0.0.1:${await listening(server)}/`;
  }

  /** In a process that trusts the certificate. @returns the text, or the code of the problem */
  async function readTrusting(cert: string, address: string): Promise<string> {
    const script = `
      const { readWebText } = await import(process.argv[1]);
      readWebText(process.argv[2], 100).then(console.log, (error) => console.log(error.code));
    `;
    const file = join(root, 'cli', 'updates', 'download.ts');
    const words = ['--import', 'tsx', '--input-type=module', '-e', script, file, address];
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env });
    return stdout.trim();
  }

  test('a server with a certificate that is trusted is read', async () => {
    const files = certificate(1);
    expect(await readTrusting(files.cert, await secure(files))).toBe('secret');
  });

  test('a server that cannot prove who it is is not read', async () => {
    const address = await secure(certificate(1));
    expect(await problemOf(readWebText(address, bytesMax))).toBe('update-unreachable');
  });

  test('a certificate that is over hints at the clock', async () => {
    const files = certificate(0);
    const address = await secure(files);
    await until(
      'it is over',
      async () => (await readTrusting(files.cert, address)) === 'update-clock',
    );
  });
});
