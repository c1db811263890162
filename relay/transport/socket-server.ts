/** Makes the servers of `ws` that upgrade HTTP connections. They check nothing: access was decided before. */
import { WebSocketServer } from 'ws';
import { RelayError } from '../errors.ts';
import { endWith, rawAnswer } from './answers.ts';

/** Subprotocols of our own pages, whatever their version. */
export const viewerVersions = /^sequential\.v\d+$/;

/**
 * @param ours the subprotocol that is chosen when the client offers it
 * @param versions matches other versions of it. They are accepted too, so that a page learns the reason from a close code:
 * browsers hide HTTP answers to an upgrade
 */
export function socketServer(maxPayload: number, ours: string, versions: RegExp): WebSocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compressing for each viewer costs 7 times the CPU and 3 times the memory.
    perMessageDeflate: false,
    maxPayload,
    handleProtocols(offered) {
      if (offered.has(ours)) return ours;
      for (const one of offered) if (versions.test(one)) return one;
      return false;
    },
  });
  server.on('wsClientError', ({ message }, socket) => {
    const error = new RelayError('bad-request', `This is not a WebSocket request: ${message}.`);
    // RFC 6455, section 4.4: a client of another version learns which one would do.
    endWith(socket, rawAnswer(error, { 'Sec-WebSocket-Version': '13' }));
  });
  return server;
}
