import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { forwardedHost, isForwarded } from '../../../relay/access/proxy-headers.ts';

test.each([
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-original-host',
  'x-envoy-external-address',
  'x-amzn-trace-id',
  'x-azure-clientip',
  'cf-connecting-ip',
  'cf-ray',
  'cdn-loop',
  'true-client-ip',
  'fastly-client-ip',
  'fly-client-ip',
  'tailscale-user-login',
  'proxy-client-ip',
  'wl-proxy-client-ip',
  'x-originating-ip',
  'x-connecting-ip',
  'do-connecting-ip',
  'eo-client-ip',
  'ali-cdn-real-ip',
  'x-real-port',
  'x-sucuri-clientip',
  'cloudfront-viewer-address',
  'x-amz-cf-id',
  'x-nginx-proxy',
  'x-varnish',
  'x-cloud-trace-context',
  'x-railway-request-id',
  'front-end-https',
  'x-url-scheme',
])('who brings %s came through a proxy', (name) => {
  expect(isForwarded({ host: 'localhost', [name]: 'x' })).toBe(true);
});

test('requests of browsers, OBS, curl and simple publishers count as direct', () => {
  const headers: IncomingHttpHeaders = {
    host: 'localhost:5000',
    connection: 'keep-alive, Upgrade',
    upgrade: 'websocket',
    'user-agent': 'x',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'accept-language': 'de',
    'cache-control': 'no-cache',
    'content-type': 'application/json',
    'content-length': '2',
    'sec-fetch-mode': 'websocket',
    'sec-ch-ua': '"x"',
    'sec-websocket-key': 'x',
    dnt: '1',
    expect: '100-continue',
    referer: 'http://localhost:5000/',
    te: 'trailers',
    'x-requested-with': 'XMLHttpRequest',
    'x-client-version': '3',
    'x-user-id': '4',
    'x-remote-control': '5',
    'x-client-ipad': '6',
  };
  expect(isForwarded(headers)).toBe(false);
});

test('reads the name by which the proxy was called', () => {
  expect(forwardedHost({ 'x-forwarded-host': 'race.example, inner' })).toBe('race.example');
  expect(forwardedHost({ via: '1.1 x' })).toBeUndefined();
});
