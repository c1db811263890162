/**
 * A browser driven by its debugging protocol alone. Playwright keeps every page visible, so hidden pages can only be
 * tested this way.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findBrowser } from '../../scripts/tools.ts';
import { browserFlags } from './browser.ts';

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export class Cdp {
  readonly #socket: WebSocket;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #id = 0;

  constructor(socket: WebSocket, process: ChildProcess, folder: string) {
    this.#socket = socket;
    this.#process = process;
    this.#folder = folder;
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#pending.get(answer.id)?.(answer);
    });
  }

  static async launch(): Promise<Cdp> {
    const folder = mkdtempSync(join(tmpdir(), 'sequential-cdp-'));
    const flags = ['--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'];
    const { path, env } = await findBrowser();
    const child = spawn(path, [...browserFlags, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.once('exit', (code) => reject(new Error(`The browser ended (${code}): ${text}`)));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const found = /DevTools listening on (ws:\S+)/.exec(text);
        if (found !== null) resolve(found[1]!);
      });
    });
    const socket = new WebSocket(address);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new Cdp(socket, child, folder);
  }

  async send(
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    const answer = await new Promise<Answer>((resolve) => {
      this.#pending.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
    this.#pending.delete(id);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }

  /** Opens a tab in front. */
  async tab(address: string): Promise<CdpTab> {
    const { targetId } = await this.send('Target.createTarget', { url: address });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    return new CdpTab(this, String(sessionId));
  }

  /** Ends the browser; may be called twice. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    // On request, the browser ends its helper processes too.
    this.#socket.send(JSON.stringify({ id: ++this.#id, method: 'Browser.close' }));
    await ended;
    this.#socket.terminate();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

export class CdpTab {
  readonly #cdp: Cdp;
  readonly #sessionId: string;

  constructor(cdp: Cdp, sessionId: string) {
    this.#cdp = cdp;
    this.#sessionId = sessionId;
  }

  /** Minimises the window, which hides its pages, or restores it. */
  async setWindow(state: 'minimized' | 'normal'): Promise<void> {
    const { windowId } = await this.#cdp.send('Browser.getWindowForTarget', {}, this.#sessionId);
    await this.#cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState: state } });
  }

  /** @param expression JavaScript whose value can be written as JSON; a promise is awaited */
  async evaluate<Value>(expression: string): Promise<Value> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#cdp.send(
      'Runtime.evaluate',
      params,
      this.#sessionId,
    );
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: Value }).value;
  }

  /** Resolves when the expression is true. */
  async until(expression: string): Promise<void> {
    const test = `new Promise((resolve) => {
      const check = () => (${expression}) ? resolve(true) : setTimeout(check, 20);
      check();
    })`;
    await this.evaluate(test);
  }
}
