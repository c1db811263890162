/** Starts the Chromium of this machine for tests, benchmarks and screenshots. Never downloads one. */
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './tools.ts';

export interface BrowserOptions {
  /** As OBS runs its browser where textures cannot be shared: pages are put together by the processor. */
  readonly likeObs?: boolean;
}

export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const { path, env } = await findBrowser();
  return chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [
      // Chromium refuses to run its sandbox as root, which is how containers run it.
      ...(isRoot ? ['--no-sandbox'] : []),
      ...(options.likeObs ? ['--disable-gpu-compositing'] : []),
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--hide-scrollbars',
    ],
  });
}
