/**
 * A process that holds viewers for the relay: a stand at the end of a pipe. Decides nothing; ends when the relay
 * does, and only then, so that viewers are told goodbye first.
 */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { PoolCounters, PoolListener, Subscribers } from './connection-pool.ts';
import { LocalPool } from './local-pool.ts';
import {
  type HandedOver,
  type PipeRecord,
  type PoolOrder,
  type PoolReport,
  packRecord,
  packWords,
  RecordReader,
  recordKinds,
} from './pool-pipe.ts';

/** Behind Node's own channel. */
const pipe = new Socket({ fd: 4, allowHalfOpen: true });
const counters: PoolCounters = { messages: 0, bytes: 0, skipped: 0 };
let told: PoolCounters = { ...counters };
/** The relay's clock, as of its last tick. */
let now = 0;
const stand = new LocalPool({ counters, now: () => now });
/** By the relay's numbers. */
const audiences = new Map<number, Subscribers>();
/** The relay has said all that it had to say. */
let isEnding = false;

function report(words: PoolReport): void {
  pipe.write(packWords(words));
}

const listener: PoolListener = {
  opened: (seat, subprotocol) => report({ type: 'opened', seat, subprotocol }),
  heard: (seat, data, isBinary) =>
    void pipe.write(packRecord(isBinary ? recordKinds.binary : recordKinds.text, seat, data)),
  caughtUp: (seat) => report({ type: 'caught-up', seat }),
  lost: (seat, kind) => report({ type: 'lost', seat, kind }),
  closed(seat) {
    report({ type: 'closed', seat });
    if (isEnding && stand.size === 0) process.exit(0);
  },
};

function tick(): void {
  stand.tick();
  const { messages, bytes, skipped } = counters;
  const counts = {
    messages: messages - told.messages,
    bytes: bytes - told.bytes,
    skipped: skipped - told.skipped,
  };
  told = { ...counters };
  report({ type: 'counts', counts, lagging: [...stand.lagging()] });
}

function obey(order: PoolOrder): void {
  switch (order.type) {
    case 'greet':
      stand.seat(order.seat)?.socket.uncork();
      break;
    case 'join': {
      let audience = audiences.get(order.audience);
      if (audience === undefined) {
        audience = stand.audience(order.backlogBytesMax);
        audiences.set(order.audience, audience);
      }
      audience.add(order.seat);
      break;
    }
    case 'leave': {
      const audience = audiences.get(order.audience);
      audience?.remove(order.seat);
      if (audience?.size === 0) audiences.delete(order.audience);
      break;
    }
    case 'close':
      stand.close(order.seat, order.kind, order.detail);
      break;
    case 'tick':
      now = order.now;
      tick();
      break;
  }
}

function take({ kind, id, bytes }: PipeRecord): void {
  if (kind === recordKinds.audience) audiences.get(id)?.write(bytes);
  else if (kind === recordKinds.seat) stand.send(id, bytes);
  else if (kind === recordKinds.words) obey(JSON.parse(bytes.toString()) as PoolOrder);
}

/** The socket is missing when its peer was gone before it came here. */
function welcome({ seat, headers, head }: HandedOver, socket: Socket | undefined): void {
  if (socket === undefined) {
    listener.closed(seat);
    return;
  }
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.headers = { ...headers };
  // Who sees its socket open may rely on getting what is published from then on: the relay must know of it first.
  socket.cork();
  stand.take(seat, { request, socket, head: Buffer.from(head, 'base64') }, listener);
}

/** The relay is gone. */
const leave = (): void => process.exit(0);
const reader = new RecordReader(take);
pipe.on('data', (chunk) => reader.push(chunk));
pipe.on('end', () => {
  isEnding = true;
  if (stand.size === 0) leave();
});
pipe.on('error', leave);
process.on('disconnect', leave);
process.on('message', (handed, socket) => welcome(handed as HandedOver, socket as Socket));
// Ctrl+C and service managers tell the whole group of processes: the relay says goodbye to the viewers first.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
report({ type: 'ready' });
