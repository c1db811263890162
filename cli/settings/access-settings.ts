/** The settings that decide who may reach the relay: names, sentences and flags. Pure. */
import { limits } from '../../protocol/limits.ts';
import { asList, type SettingMetadata } from './setting-metadata.ts';

export const accessSettings = {
  key: {
    title: 'Key for publishers',
    sentence:
      'One key for all who send telemetry here. Better: make one for each of them in the section Keys.',
    group: 'access',
    flag: 'key',
    placeholder: 'KEY',
    expected: `${limits.keyCharsMin} to ${limits.keyCharsMax} characters`,
    secret: true,
  },
  adminKey: {
    title: 'Admin key',
    sentence:
      'Type it in on another PC to use this panel there. Better: make one for each person in the section Keys.',
    group: 'access',
    flag: 'admin-key',
    placeholder: 'KEY',
    expected: `${limits.keyCharsMin} to ${limits.keyCharsMax} characters`,
    secret: true,
  },
  allowHosts: {
    title: 'Names of this relay',
    sentence:
      'Names by which other PCs reach this one, for instance streaming-pc.local. Other names are refused.',
    group: 'access',
    flag: 'allow-host',
    placeholder: 'NAME',
    expected: 'a host name, for instance streaming-pc.local',
    list: true,
    fromText: asList,
  },
  allowOrigins: {
    title: 'Websites that may watch',
    sentence: 'Websites that may show live data from here, for instance https://example.org.',
    group: 'access',
    flag: 'allow-origin',
    placeholder: 'ORIGIN',
    expected: 'an origin, for instance https://example.org',
    list: true,
    fromText: asList,
  },
  public: {
    title: 'Public relay',
    sentence:
      'With on, everybody may watch, and everything else needs a key, on this PC too. For a relay that strangers reach.',
    group: 'access',
    flag: 'public',
    placeholder: '[off|on]',
    expected: 'on or off',
    alone: 'on',
  },
  trustedProxies: {
    title: 'Trusted proxies',
    sentence:
      'Proxies in front of Sequential that report the addresses of their clients: an address or a network, for instance 127.0.0.1 or 10.0.0.0/8.',
    group: 'access',
    flag: 'trusted-proxy',
    placeholder: 'ADDRESS',
    expected: 'an address or a network, for instance 127.0.0.1 or 10.0.0.0/8',
    list: true,
    fromText: asList,
  },
  tlsCert: {
    title: 'Certificate',
    sentence:
      'A file with the certificate for TLS. With it and its key, addresses begin with https. Empty: without TLS.',
    group: 'access',
    flag: 'tls-cert',
    placeholder: 'FILE',
    expected: 'the path of a file',
  },
  tlsKey: {
    title: 'Key of the certificate',
    sentence: 'A file with the key that belongs to the certificate.',
    group: 'access',
    flag: 'tls-key',
    placeholder: 'FILE',
    expected: 'the path of a file',
  },
} as const satisfies Readonly<Record<string, SettingMetadata>>;
