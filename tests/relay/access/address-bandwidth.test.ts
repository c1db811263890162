/** How many bytes one address may get. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { AddressBandwidth } from '../../../relay/access/address-bandwidth.ts';
import { thisMachine } from '../../../relay/access/address-quota.ts';

function bandwidth() {
  let nowMs = 0;
  const of = new AddressBandwidth({ bytesPerSecond: 100, burstBytes: 1_000 }, () => nowMs);
  return {
    of,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** A socket that counts what is written to it. */
function socketOf() {
  const ends: (() => void)[] = [];
  const socket = { bytesWritten: 50, once: (_: string, end: () => void) => ends.push(end) };
  return {
    socket: socket as unknown as Socket,
    write: (bytes: number) => {
      socket.bytesWritten += bytes;
    },
  };
}

test('an address may get its burst at once, and then so many bytes a second', () => {
  const { of, wait } = bandwidth();
  of.spend('a', 1_000);
  expect(of.isOver('a')).toBe(false);
  of.spend('a', 1);
  expect(of.isOver('a')).toBe(true);
  expect(() => of.check('a')).toThrowError(expect.objectContaining({ code: 'too-many' }));
  expect(of.isOver('b')).toBe(false);
  wait(10);
  expect(of.isOver('a')).toBe(false);
});

test('a pause fills up the burst, and no more', () => {
  const { of, wait } = bandwidth();
  of.spend('a', 500);
  wait(60_000);
  of.spend('a', 1_001);
  expect(of.isOver('a')).toBe(true);
});

test('the newest socket of an address that gets too much is closed, one a second', () => {
  const { of, wait } = bandwidth();
  const closed: string[] = [];
  const [first, second, other] = ['first', 'second', 'other'].map((name) => {
    const one = socketOf();
    of.countSocket(one.socket, name === 'other' ? 'b' : 'a', () => closed.push(name));
    return one;
  });
  first!.write(900);
  second!.write(100);
  other!.write(900);
  of.tick();
  expect(closed).toEqual([]);
  first!.write(150);
  second!.write(1);
  wait(1_000);
  of.tick();
  expect(closed).toEqual(['second']);
  first!.write(150);
  wait(1_000);
  of.tick();
  expect(closed).toEqual(['second', 'first']);
});

test('this machine gets what it asks for', () => {
  const { of } = bandwidth();
  of.spend(thisMachine, 1_000_000);
  expect(of.isOver(thisMachine)).toBe(false);
});
