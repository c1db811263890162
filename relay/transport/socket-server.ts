/** Makes the servers of `ws` that upgrade HTTP connections. They check nothing: access was decided before. */
import { WebSocketServer } from 'ws';

/** Subprotocols of our own pages, whatever their version. */
export const viewerVersions = /^sequential\.v\d+$/;

/**
 * @param ours the subprotocol that is chosen when the client offers it
 * @param versions matches other versions of it. They are accepted too, so that a page learns the reason from a close code:
 * browsers hide HTTP answers to an upgrade
 */
export function socketServer(maxPayload: number, ours: string, versions: RegExp): WebSocketServer {
  return new WebSocketServer({
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
}
