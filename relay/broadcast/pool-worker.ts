/**
 * A process that holds viewers for the relay: a local pool at the end of a pipe. It decides nothing. It ends only when
 * the relay lets it go, so that the relay can close its viewers with a reason first.
 */
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { PoolCounters, PoolListener, Subscribers } from './connection-pool.ts';
import { LocalPool } from './local-pool.ts';
import {
  type PipeRecord,
  type PoolOrder,
  PoolPipe,
  recordKinds,
  type SocketHandover,
} from './pool-pipe.ts';

/** The file descriptor behind the one of Node's own channel. */
const pipe = new PoolPipe(new Socket({ fd: 4, allowHalfOpen: true }), onRecord);
const counters: PoolCounters = { messages: 0, bytes: 0, skipped: 0 };
let reported: PoolCounters = { ...counters };
/** The relay's clock at its latest tick, ms. */
let now = 0;
const pool = new LocalPool({ counters, now: () => now });
/** By the relay's numbers. */
const groups = new Map<number, Subscribers>();
/** The relay sends nothing more. */
let isEnding = false;

const exit = (): void => process.exit(0);

const listener: PoolListener = {
  opened: (id, subprotocol) => pipe.sendJson({ type: 'opened', id, subprotocol }),
  message: (id, data, isBinary) =>
    pipe.send(isBinary ? recordKinds.binary : recordKinds.text, id, data),
  caughtUp: (id) => pipe.sendJson({ type: 'caught-up', id }),
  lost: (id, kind) => pipe.sendJson({ type: 'lost', id, kind }),
  closed(id) {
    pipe.sendJson({ type: 'closed', id });
    // Not before the report is written, which happens in the next tick.
    if (isEnding && pool.size === 0) process.nextTick(exit);
  },
};

function tick(): void {
  pool.tick();
  const { messages, bytes, skipped } = counters;
  const counts = {
    messages: messages - reported.messages,
    bytes: bytes - reported.bytes,
    skipped: skipped - reported.skipped,
  };
  reported = { ...counters };
  pipe.sendJson({ type: 'counts', counts, lagging: [...pool.lagging()] });
}

function obey(order: PoolOrder): void {
  switch (order.type) {
    case 'greet':
      pool.connection(order.id)?.socket.uncork();
      break;
    case 'join': {
      let subscribers = groups.get(order.group);
      if (subscribers === undefined) {
        subscribers = pool.subscribers(order.backlogBytesMax);
        groups.set(order.group, subscribers);
      }
      subscribers.add(order.id);
      break;
    }
    case 'leave': {
      const subscribers = groups.get(order.group);
      subscribers?.remove(order.id);
      if (subscribers?.size === 0) groups.delete(order.group);
      break;
    }
    case 'close':
      pool.close(order.id, order.kind, order.detail);
      break;
    case 'tick':
      now = order.now;
      tick();
      break;
  }
}

function onRecord({ kind, id, bytes }: PipeRecord): void {
  if (kind === recordKinds.toGroup) groups.get(id)?.write(bytes);
  else if (kind === recordKinds.toConnection) pool.send(id, bytes);
  else if (kind === recordKinds.json) obey(JSON.parse(bytes.toString()) as PoolOrder);
}

/** @param socket undefined: its peer closed it on the way */
function receiveSocket({ id, headers, head }: SocketHandover, socket: Socket | undefined): void {
  if (socket === undefined) {
    listener.closed(id);
    return;
  }
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.headers = { ...headers };
  // A client that sees its socket open expects everything published from then on. So the handshake's answer waits in
  // the corked socket until the relay knows of the connection.
  socket.cork();
  pool.add(id, { request, socket, head: Buffer.from(head, 'base64') }, listener);
}

pipe.socket.on('end', () => {
  isEnding = true;
  if (pool.size === 0) exit();
});
// The relay is gone.
pipe.socket.on('error', exit);
process.on('disconnect', exit);
process.on('message', (handover, socket) =>
  receiveSocket(handover as SocketHandover, socket as Socket),
);
// Ctrl+C and service managers signal the whole process group; the relay closes the viewers first.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
pipe.sendJson({ type: 'ready' });
