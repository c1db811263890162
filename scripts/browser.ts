/** Starts the Chromium of this machine for tests, benchmarks and screenshots. Never downloads one. */
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './tools.ts';

/** Pages are composed by the processor, as in OBS where textures cannot be shared. */
export const likeObs = ['--disable-gpu-compositing'] as const;

/** @param flags besides Playwright's own, which leave out the sandbox: containers run Chromium as root */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  const { path, env } = await findBrowser();
  return chromium.launch({
    executablePath: path,
    env: { ...process.env, ...env } as Record<string, string>,
    args: [...flags],
  });
}
