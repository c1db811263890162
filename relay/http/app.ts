/**
 * The express application: pages, API, health. Every request is checked first; whatever no route answers gets a 404; every
 * refusal has a code. `POST /ingest` does not come here.
 */
import compression from 'compression';
import express from 'express';
import helmet from 'helmet';
import type { Log } from '../../protocol/log.ts';
import { isRunName } from '../../protocol/session-id.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { AddressBandwidth } from '../access/address-bandwidth.ts';
import { quotaHolderOf } from '../access/address-quota.ts';
import { type Caller, isRemote } from '../access/caller.ts';
import type { Grants } from '../access/grants.ts';
import { parseHost } from '../access/hosts-and-origins.ts';
import { RelayError } from '../errors.ts';
import type { PublishingCaller, RefusedPublishers } from '../ingest/refused-publishers.ts';
import { answerError } from '../transport/answers.ts';
import { jsonBody, withErrorCode } from '../transport/json-body.ts';
import { allowedMethods } from './allowed-methods.ts';
import { permissionFor } from './route-permissions.ts';

export interface AppParts {
  readonly access: AccessControl;
  readonly grants: Grants;
  /** null: nobody's bytes are counted. */
  readonly bandwidth: AddressBandwidth | null;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  /** Mounted at `/`: anybody may read them. */
  readonly open: readonly express.Router[];
  /** Mounted at `/api`; they read their bodies themselves. */
  readonly publishing: readonly express.Router[];
  /** Mounted at `/api`; `route-permissions.ts` lists what each route needs. */
  readonly api: readonly express.Router[];
}

/** What viewers on slow connections fetch. Laps are not compressed, because compression would delay their stream. */
const compressed = ['/watch', '/assets', '/docs', '/api/watch', '/api/tracks'];

export function makeApp({
  access,
  grants,
  bandwidth,
  refused,
  log,
  open,
  publishing,
  api,
}: AppParts): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request, response, next) => {
    const caller = access.callerOf(request, keyOf(request));
    access.checkHost(caller);
    const need = permissionFor(request.method, request.path);
    const grant = need === null ? null : access.check(caller, need);
    if (grant !== null) grants.set(request, grant);
    if (grant !== null && grant.kind !== 'nobody') {
      keepFromCaches(response);
    } else if (bandwidth !== null) {
      const holder = quotaHolderOf(caller);
      bandwidth.check(holder);
      bandwidth.countAnswer(request, response, holder);
    }
    next();
  });
  app.use(securityHeaders(access));
  // On the same machine compression only costs time.
  app.use(
    compressed,
    compression({
      filter: (request, response) =>
        isRemote(access.callerOf(request)) && compression.filter(request, response),
    }),
  );
  for (const router of open) app.use(router);
  for (const router of publishing) app.use('/api', router);
  app.use('/api', jsonBody());
  for (const router of api) app.use('/api', router);
  app.use(({ method, path }, response) => {
    const isApi = /^\/api\//i.test(path);
    const allowed = isApi
      ? allowedMethods([...publishing, ...api], path.slice('/api'.length))
      : allowedMethods(open, path);
    const shown = path.slice(0, 200);
    if (allowed.length === 0 || allowed.includes(method)) {
      throw new RelayError('not-found', `There is nothing at ${shown}.`);
    }
    response.set('Allow', allowed.join(', '));
    throw new RelayError('method-not-allowed', `${shown} does not take ${method}.`);
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
        access.noteRefusal(access.callerOf(request), known);
      }
      answerError(response, known, log);
    },
  );
  return app;
}

/** A cache between must not give to everybody what one caller got for a key. */
function keepFromCaches(response: express.Response): void {
  const writeHead = response.writeHead.bind(response) as (...words: unknown[]) => typeof response;
  response.writeHead = (...words: unknown[]): typeof response => {
    const policy = response.getHeader('Cache-Control');
    if (typeof policy === 'string') {
      response.setHeader('Cache-Control', policy.replace(/\bpublic\b/, 'private'));
    }
    return writeHead(...words);
  };
}

/** The sender of a refused session description, as far as it is known. */
function describerOf({ path, socket }: express.Request): PublishingCaller {
  const id = path.split('/').at(-1);
  return { remoteAddress: socket.remoteAddress ?? '', sessionID: isRunName(id) ? id : null };
}

function keyOf({ query }: express.Request): string | undefined {
  return typeof query.key === 'string' ? query.key : undefined;
}

/** Pages run their own scripts only, connect to this relay only, and are embedded by pages of this relay only. */
function securityHeaders(access: AccessControl): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // Not every browser counts WebSockets of the same host as 'self'. The host was checked before.
        connectSrc: ["'self'", (request) => socketAddresses(access.callerOf(request))],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // The relay serves plain HTTP on the local network.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}

/** Addresses of the page's sockets; a proxy may have put another name into Host. */
function socketAddresses({ host, forwardedHost }: Caller): string {
  const names = parseHost(forwardedHost) === null ? [host] : [host, forwardedHost];
  return names.map((name) => `ws://${name} wss://${name}`).join(' ');
}
