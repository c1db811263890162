/** Where a thread's code is, built and from source. */
import { describe, expect, test } from 'vitest';
import { threadStart } from '../../protocol/thread-start.ts';

const source = new URL('file:///home/ada/agent/my-worker.ts');
const resolve = (specifier: string) => `file:///modules/${specifier}`;

describe('the code of a thread', () => {
  test('is a file beside the bundle in a built program', () => {
    const start = threadStart(source, { url: 'file:///home/ada/agent/agent.js', resolve });
    expect(start).toEqual({
      code: new URL('file:///home/ada/agent/my-worker.js'),
      isScript: false,
    });
  });

  test('is a script from source, which loads the file with tsx', () => {
    const url = 'file:///home/ada/agent/thread.ts';
    const { code, isScript } = threadStart(source, { url, resolve });
    expect(isScript).toBe(true);
    expect(code).toContain('"file:///modules/tsx/esm/api"');
    expect(code).toContain('tsx.tsImport("file:///home/ada/agent/my-worker.ts"');
  });
});
