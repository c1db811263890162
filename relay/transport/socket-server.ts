/** How `ws` takes a socket over from HTTP, the same for all doors. Lets nobody in: that was decided before. */
import { WebSocketServer } from 'ws';

/** Subprotocols of our own pages, whatever their version. */
export const viewerVersions = /^sequential\.v\d+$/;

/**
 * @param ours the subprotocol that is chosen where it is offered
 * @param versions other versions of it: let in to be told so, because a page sees no answer of HTTP
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
