/**
 * What HTTP alone costs in Node: a server that reads each body, looks at nothing and answers as the relay does.
 * Started by `ingest.ts` as a process of its own; never a part of the product.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = '{"accepted":1}';

const server = createServer({ noDelay: true }, (request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
