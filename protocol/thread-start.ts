/** How a program starts a thread of its own, from source and when built. Pure. */

/** `import.meta` of the file that starts the thread. */
interface Starter {
  readonly url: string;
  resolve(specifier: string): string;
}

/** What `Worker` is given. */
export interface ThreadStart {
  readonly code: URL | string;
  /** The code is a script instead of a file. */
  readonly isScript: boolean;
}

/**
 * When built, the thread is a file beside the bundle. From source tsx loads it, because Node 20 cannot run TypeScript.
 * @param source the thread's file, as it lies in the source
 */
export function threadStart(source: URL, starter: Starter): ThreadStart {
  if (!starter.url.endsWith('.ts')) {
    return { code: new URL(source.href.replace(/\.ts$/, '.js')), isScript: false };
  }
  const tsx = JSON.stringify(starter.resolve('tsx/esm/api'));
  const file = JSON.stringify(source.href);
  return { code: `import(${tsx}).then((tsx) => tsx.tsImport(${file}, ${file}))`, isScript: true };
}
