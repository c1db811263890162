/**
 * The yardstick of the load: the simplest relay with Express and ws that is correct. It checks each batch, makes one JSON
 * text of it and calls `send` of every viewer of the session. A process of its own; never part of the product.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type WebSocket, WebSocketServer } from 'ws';

const sessionPattern = /^[A-Za-z0-9._-]{1,64}$/;
const required = ['packetId', 'gas', 'brake', 'fuel', 'gear', 'rpms', 'steerAngle', 'speedKmh'];

const viewersOf = new Map<string, Set<WebSocket>>();

function isFrame(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return required.every((name) => Number.isFinite(record[name]));
}

const app = express();
app.post('/ingest', express.json({ limit: '1mb' }), (request, response) => {
  const { session_id: session, lap } = request.query;
  const frames: unknown = request.body;
  const isRight =
    typeof session === 'string' &&
    sessionPattern.test(session) &&
    Number.isInteger(Number(lap)) &&
    Array.isArray(frames) &&
    frames.length > 0 &&
    frames.every(isFrame);
  if (!isRight) {
    response.status(400).json({ error: { code: 'bad-request', message: 'Not a batch.' } });
    return;
  }
  const message = JSON.stringify({ sessionID: session, lap: Number(lap), data: frames });
  for (const viewer of viewersOf.get(session) ?? []) {
    if (viewer.readyState === viewer.OPEN) viewer.send(message);
  }
  response.json({ accepted: frames.length });
});

const server = createServer(app);
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket, request) => {
  const session = /^\/ws\/([^/?]+)/.exec(request.url ?? '')?.[1];
  if (session === undefined) {
    socket.close(1008);
    return;
  }
  const viewers = viewersOf.get(session) ?? new Set();
  viewersOf.set(session, viewers);
  viewers.add(socket);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    viewers.delete(socket);
    if (viewers.size === 0) viewersOf.delete(session);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listens on ${(server.address() as AddressInfo).port}\n`);
});
