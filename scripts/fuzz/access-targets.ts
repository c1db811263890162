/** What a request says about itself: its address, and the headers that decide who sent it. */
import type { IncomingMessage } from 'node:http';
import type { Random } from '../../agent/demo/random.ts';
import { AccessPolicy } from '../../relay/access/access-policy.ts';
import { networkOf, quotaHolderOf } from '../../relay/access/address-quota.ts';
import { callerOf, isRemote } from '../../relay/access/caller.ts';
import {
  isOriginAt,
  parseHost,
  parseOrigin,
  plainAddress,
} from '../../relay/access/hosts-and-origins.ts';
import { TrustedProxies } from '../../relay/access/trusted-proxies.ts';
import { RelayError } from '../../relay/errors.ts';
import { useOriginForm } from '../../relay/http/request-target.ts';
import { permissionFor } from '../../relay/http/route-permissions.ts';
import {
  checkedLap,
  checkedSessionId,
  parseQuery,
  splitAddress,
} from '../../relay/transport/request-address.ts';
import { noKeys } from '../../tests/relay/access/local-caller.ts';

import { changeText, pick } from './mutations.ts';
import { allowing, type FuzzTarget, pure } from './target.ts';

const policy = new AccessPolicy({
  host: '0.0.0.0',
  allowHosts: ['relay.example.org'],
  allowOrigins: ['https://example.org'],
  token: 'token',
  key: 'publish-key',
  keys: noKeys,
});

const proxies = new TrustedProxies(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);

const headerSamples: readonly (readonly [string, string])[] = [
  ['host', 'relay.example.org:5000'],
  ['host', '[::1]:5000'],
  ['origin', 'https://example.org'],
  ['origin', 'http://127.0.0.1:5000'],
  ['authorization', 'Bearer publish-key'],
  ['x-forwarded-for', '203.0.113.7, 10.0.0.1'],
  ['x-forwarded-host', 'relay.example.org'],
  ['x-forwarded-proto', 'https'],
  ['x-real-ip', '203.0.113.7'],
  ['cf-connecting-ip', '2001:db8::1'],
  ['forwarded', 'for="[2001:db8::1]:4711";host=relay.example.org;proto=https'],
  ['forwarded', 'for=_hidden, for=203.0.113.7;by=10.0.0.1'],
  ['via', '1.1 proxy'],
];

function readHeaders(random: Random): () => void {
  const headers: Record<string, string> = {};
  for (let left = 1 + Math.floor(random.next() * 5); left > 0; left--) {
    const [name, value] = pick(random, headerSamples);
    const isNamed = random.chance(0.1);
    headers[isNamed ? changeText(random, name).toLowerCase() : name] = random.chance(0.7)
      ? changeText(random, value)
      : value;
  }
  const addresses = ['127.0.0.1', '::ffff:10.0.0.1', '2001:db8::1'];
  const remoteAddress = changeText(random, pick(random, addresses));
  const permission = pick(random, ['watch', 'read', 'publish', 'read-private', 'change'] as const);
  return () => {
    const socket = { remoteAddress, localAddress: '127.0.0.1' };
    const caller = callerOf({ headers, socket } as unknown as IncomingMessage, undefined, proxies);
    isRemote(caller);
    networkOf(plainAddress(remoteAddress));
    quotaHolderOf(caller);
    const host = parseHost(headers.host);
    const origin = parseOrigin(headers.origin);
    if (host !== null && origin !== null) isOriginAt(origin, host);
    policy.decide(caller, permission);
  };
}

const addresses = [
  '/ingest?session_id=RACE-1&lap=12',
  '/ws/live?driver=A%20B&theme=apex',
  '/api/sessions/RACE.2/laps/3?format=csv&separator=;',
  'http://localhost:5000/api/layouts/broadcast',
  '/overlays/tachometer?session=live&scale=1.5&show=driving,pits',
];

function readAddress(random: Random): () => void {
  const request = { url: changeText(random, pick(random, addresses)), headers: {} };
  const method = pick(random, ['GET', 'POST', 'PUT', 'DELETE', 'HEAD']);
  return () => {
    useOriginForm(request);
    const { path, query } = splitAddress(request.url);
    permissionFor(method, path);
    allowing(RelayError, () => {
      const parameters = parseQuery(query);
      checkedSessionId(parameters.get('session_id'));
      checkedLap(parameters.get('lap'));
    });
  };
}

export const accessTargets: readonly FuzzTarget[] = [
  pure('addresses', readAddress),
  pure('headers', readHeaders),
];
