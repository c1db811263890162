/**
 * Finds the program that listens on a TCP port of this machine, for the error about a port in use. The system may
 * hide it, for instance for a process of another user.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const askMs = 2_000;

export interface PortHolder {
  readonly pid: number;
  readonly program: string;
}

/** Inodes of listening sockets, from the text of `/proc/net/tcp` (proc(5): state 0A is LISTEN). */
export function listeningInodes(table: string, port: number): string[] {
  const inodes: string[] = [];
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const local = columns[1]?.split(':').at(-1);
    if (columns[3] === '0A' && local && Number.parseInt(local, 16) === port && columns[9]) {
      inodes.push(columns[9]);
    }
  }
  return inodes;
}

function ignoringErrors<T>(read: () => T, fallback: T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}

/** IP version of the address that is listened on; null: both. */
type Family = 4 | 6 | null;

function onLinux(port: number, family: Family): PortHolder | null {
  const tables = [
    ...(family === 6 ? [] : ['/proc/net/tcp']),
    ...(family === 4 ? [] : ['/proc/net/tcp6']),
  ];
  const wanted = new Set(
    tables.flatMap((file) =>
      listeningInodes(
        ignoringErrors(() => readFileSync(file, 'utf8'), ''),
        port,
      ).map((inode) => `socket:[${inode}]`),
    ),
  );
  if (wanted.size === 0) return null;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const files = ignoringErrors(() => readdirSync(`/proc/${pid}/fd`), []);
    for (const file of files) {
      const target = ignoringErrors(() => readlinkSync(`/proc/${pid}/fd/${file}`), '');
      if (wanted.has(target)) {
        return { pid: Number(pid), program: programName(pid) || 'a program' };
      }
    }
  }
  return null;
}

/** Empty when the process is gone. */
function programName(pid: string): string {
  const name = ignoringErrors(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), '');
  // Node 24 gives its main thread this name, which hides the program's.
  if (name !== 'MainThread') return name;
  return ignoringErrors(() => basename(readlinkSync(`/proc/${pid}/exe`)), name);
}

/** The process id in the output of `netstat -ano -p TCP`, whose words depend on the language and whose columns do not. */
export function pidOfNetstat(output: string, port: number): number | null {
  for (const line of output.split(/\r?\n/)) {
    const columns = line.trim().split(/\s+/);
    const [protocol, local, foreign] = columns;
    // The foreign address of a listening socket has port 0.
    if (protocol === 'TCP' && local?.endsWith(`:${port}`) && foreign?.endsWith(':0')) {
      const pid = Number(columns.at(-1));
      if (Number.isInteger(pid)) return pid;
    }
  }
  return null;
}

async function onWindows(port: number, family: Family): Promise<PortHolder | null> {
  const words = ['-ano', '-p', family === 6 ? 'TCPv6' : 'TCP'];
  const { stdout } = await run('netstat', words, { timeout: askMs, windowsHide: true });
  const pid = pidOfNetstat(stdout, port);
  if (pid === null) return null;
  const list = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], {
    timeout: askMs,
    windowsHide: true,
  });
  return { pid, program: /^"([^"]+)"/.exec(list.stdout.trim())?.[1] ?? 'a program' };
}

async function onMac(port: number, family: Family): Promise<PortHolder | null> {
  const words = ['-nP', `-i${family ?? ''}TCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const { stdout } = await run('lsof', words, { timeout: askMs });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  if (pid === undefined) return null;
  return { pid: Number(pid), program: /^c(.+)$/m.exec(stdout)?.[1] ?? 'a program' };
}

/** Never rejects. @returns null: not known */
export async function portHolder(port: number, family: Family = null): Promise<PortHolder | null> {
  try {
    if (process.platform === 'linux') return onLinux(port, family);
    if (process.platform === 'win32') return await onWindows(port, family);
    if (process.platform === 'darwin') return await onMac(port, family);
  } catch {
    // The tool is missing or not allowed.
  }
  return null;
}

/** `node (process 4711)`, or `another program`. */
export async function portHolderText(port: number, family: Family = null): Promise<string> {
  const holder = await portHolder(port, family);
  return holder === null ? 'another program' : `${holder.program} (process ${holder.pid})`;
}
