/** Starts the Chromium of this machine for tests, benchmarks and screenshots. Never downloads one. */
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './tools.ts';

export interface BrowserOptions {
  /** Pages are composed by the processor, as in OBS where textures cannot be shared. */
  readonly likeObs?: boolean;
}

export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const { path, env } = await findBrowser();
  return chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [
      // Containers run Chromium as root, where its sandbox refuses to start.
      ...(isRoot ? ['--no-sandbox'] : []),
      ...(options.likeObs ? ['--disable-gpu-compositing'] : []),
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--hide-scrollbars',
    ],
  });
}
