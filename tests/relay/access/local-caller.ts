/** A caller on this machine whose request passed through nothing, and a relay without made keys, for the tests of access. */

import type { Caller } from '../../../relay/access/caller.ts';
import type { KnownKeys } from '../../../relay/access/key-ring.ts';

export const local: Caller = {
  host: '127.0.0.1:5000',
  forwardedHost: undefined,
  origin: undefined,
  authorization: undefined,
  keyParameter: undefined,
  remoteAddress: '127.0.0.1',
  localAddress: '127.0.0.1',
  isForwarded: false,
  reportedAddress: null,
};

export const noKeys: KnownKeys = {
  version: 0,
  has: () => false,
  find: () => null,
  isValid: () => false,
};
