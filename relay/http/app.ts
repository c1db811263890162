/**
 * Everything of HTTP that is not the hot path: pages, API, health. Guards come first, the 404 comes last, and an
 * answer that refuses always carries a code.
 */
import type { IncomingMessage } from 'node:http';
import compression from 'compression';
import express from 'express';
import helmet from 'helmet';
import type { Log } from '../../protocol/log.ts';
import { isRunName } from '../../protocol/session-id.ts';
import type { AccessControl } from '../access/access-control.ts';
import { callerOf, isRemote } from '../access/caller.ts';
import { parseHost } from '../access/hosts-and-origins.ts';
import { RelayError } from '../errors.ts';
import type { PublishingCaller, RefusedPublishers } from '../ingest/refused-publishers.ts';
import { answerError } from '../transport/answers.ts';
import { jsonBody, withErrorCode } from '../transport/json-body.ts';
import { permissionFor } from './route-permissions.ts';

export interface AppParts {
  readonly access: AccessControl;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  /** Under `/`: whatever anybody may read. */
  readonly open: readonly express.Router[];
  /** Under `/api`: they read bodies themselves. */
  readonly publishing: readonly express.Router[];
  /** Under `/api`; what each route needs is written in `http/route-needs.ts`. */
  readonly api: readonly express.Router[];
}

/** What viewers on slow links fetch. Not the laps: they are streamed, and compressing would hold them back. */
const compressed = ['/watch', '/assets', '/docs', '/api/watch', '/api/tracks'];

/** Makes the express application; it listens to nothing by itself. */
export function makeApp({
  access,
  refused,
  log,
  open,
  publishing,
  api,
}: AppParts): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request, _response, next) => {
    const caller = callerOf(request, keyOf(request));
    access.checkHost(caller);
    const need = permissionFor(request.method, request.path);
    if (need !== null) access.check(caller, need);
    next();
  });
  app.use(securityHeaders());
  // On the same machine it would only cost time.
  app.use(
    compressed,
    compression({
      filter: (request, response) =>
        isRemote(callerOf(request, undefined)) && compression.filter(request, response),
    }),
  );
  for (const router of open) app.use(router);
  for (const router of publishing) app.use('/api', router);
  app.use('/api', jsonBody());
  for (const router of api) app.use('/api', router);
  app.use((request) => {
    throw new RelayError('not-found', `There is nothing at ${request.path.slice(0, 200)}.`);
  });
  app.use(
    (
      error: unknown,
      request: express.Request,
      response: express.Response,
      _next: express.NextFunction,
    ) => {
      const known = withErrorCode(error);
      if (
        known instanceof RelayError &&
        permissionFor(request.method, request.path) === 'publish'
      ) {
        refused.refused(describerOf(request), known);
      } else if (known instanceof RelayError && known.code.startsWith('foreign-')) {
        access.noteRefusal(callerOf(request, undefined), known);
      }
      answerError(response, known, log);
    },
  );
  return app;
}

/** Who describes a session, as far as the request says. */
function describerOf({ path, socket }: express.Request): PublishingCaller {
  const id = path.split('/').at(-1);
  return { remoteAddress: socket.remoteAddress ?? '', sessionID: isRunName(id) ? id : null };
}

function keyOf({ query }: express.Request): string | undefined {
  return typeof query.key === 'string' ? query.key : undefined;
}

/** Pages run their own scripts only, talk to this relay only, and are shown in frames of this relay only. */
function securityHeaders(): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // Browsers differ in whether 'self' covers the WebSocket of the same host; the host was checked before.
        connectSrc: ["'self'", socketAddresses],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // The relay speaks plain HTTP on the local network.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}

/** Where the page finds its sockets, also when a proxy has put another name into Host. */
function socketAddresses(request: IncomingMessage): string {
  const { host, forwardedHost } = callerOf(request, undefined);
  const names = parseHost(forwardedHost) === null ? [host] : [host, forwardedHost];
  return names.map((name) => `ws://${name} wss://${name}`).join(' ');
}
