/** Addresses on the relay. */
import { describe, expect, it } from 'vitest';
import { onRelay, publishSocketUrl, relayUrl } from '../../../agent/publish/relay-url.ts';

describe('addresses on the relay', () => {
  it('are made from its base address and path', () => {
    expect(publishSocketUrl(relayUrl('http://127.0.0.1:5000')).href).toBe(
      'ws://127.0.0.1:5000/publish',
    );
    expect(publishSocketUrl(relayUrl('https://example.org/race/')).href).toBe(
      'wss://example.org/race/publish',
    );
    expect(onRelay(relayUrl('http://localhost:5000/?x=1#y'), '/ingest').href).toBe(
      'http://localhost:5000/ingest',
    );
  });

  it.each(['127.0.0.1:5000', 'ftp://example.org', 'relay', ''])(
    '“%s” is not an address',
    (text) => {
      expect(() => relayUrl(text)).toThrow('http://127.0.0.1:5000');
    },
  );
});
