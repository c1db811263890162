/** Which pictures may be the logo. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { checkPng } from '../../../../relay/pages/logo/png-check.ts';
import { madePng, pngChunk, pngHeader, pngSignature } from '../../../support/made-png.ts';

const end = pngChunk('IEND', Buffer.alloc(0));

describe('A logo', () => {
  test('is a whole PNG', () => {
    expect(checkPng(madePng(30, 20))).toEqual({ ok: true, width: 30, height: 20 });
    const text = pngChunk('tEXt', Buffer.from('Title\0Logo'));
    expect(checkPng(madePng(30, 20, [text]))).toMatchObject({ ok: true });
  });

  test('has the largest sides that are allowed, and no larger ones', () => {
    const most = limits.logoSideMax;
    expect(checkPng(madePng(most, 1))).toMatchObject({ ok: true });
    expect(checkPng(madePng(most + 1, 1))).toMatchObject({ ok: false });
    expect(checkPng(madePng(1, most + 1))).toMatchObject({ ok: false });
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'not a PNG'],
    ['a page', Buffer.from('<svg onload="alert(1)">'), 'not a PNG'],
    ['a signature alone', pngSignature, 'damaged'],
    ['no pixels', Buffer.concat([pngSignature, pngHeader(1, 1), end]), 'damaged'],
    ['no header', Buffer.concat([pngSignature, end]), 'damaged'],
    ['a cut file', madePng().subarray(0, -1), 'damaged'],
    ['something behind its end', Buffer.concat([madePng(), Buffer.from('<html>')]), 'damaged'],
    ['a side of 0', madePng(0, 1), 'pixels wide'],
    ['an animation', madePng(1, 1, [pngChunk('acTL', Buffer.alloc(8))]), 'animation'],
  ])('is not %s', (_what, bytes, problem) => {
    expect(checkPng(bytes)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  test('is not what any cut or any changed length leaves', () => {
    const whole = madePng(4, 4);
    for (let length = 0; length < whole.length; length++)
      expect(checkPng(whole.subarray(0, length)).ok).toBe(false);
    const changed = Buffer.from(whole);
    changed.writeUInt32BE(0xff_ff_ff_ff, pngSignature.length);
    expect(checkPng(changed).ok).toBe(false);
  });
});
