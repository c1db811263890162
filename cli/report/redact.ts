/**
 * Takes secrets and private details out of log lines before they are shown in the panel and pasted into a bug report: keys,
 * passwords, addresses of databases, network addresses, and the user's name in paths. Pure.
 */
import { madeKeyPattern } from '../../protocol/access-keys.ts';
import { limits } from '../../protocol/limits.ts';

export interface RedactInput {
  /** Texts that must never appear: the panel's token, keys, passwords. */
  readonly secrets: readonly string[];
  /** The user's folder, for instance `C:\Users\Max`; '' where it is not known. */
  readonly home: string;
  /** This machine's name in the network. */
  readonly hostName: string;
}

const escapes = /[.*+?^${}()|[\]\\]/g;
const escaped = (text: string): string => text.replaceAll(escapes, '\\$&');

/** A path with its slashes in any form, also as JSON writes backslashes. */
function pathPattern(path: string): string {
  return path
    .split(/[\\/]+/)
    .map(escaped)
    .join('[\\\\/]+');
}

type Replacement = (text: string) => string;

/** @returns takes private details out of a text; lines stay lines */
export function redactor({ secrets, home, hostName }: RedactInput): Replacement {
  // The longest first, as one may be part of another.
  const known = [...new Set(secrets.flatMap(writtenForms))]
    .filter((secret) => secret.length >= limits.redactedCharsMin)
    .toSorted((a, b) => b.length - a.length);
  const homes =
    home.length > limits.redactedCharsMin
      ? new RegExp(`${pathPattern(home)}(?![\\p{L}\\p{N}_])`, 'giu')
      : null;
  const isNamed =
    hostName.length >= limits.redactedCharsMin && hostName.toLowerCase() !== 'localhost';
  const host = isNamed ? new RegExp(`(?<![\\w-])${escaped(hostName)}(?![\\w-])`, 'gi') : null;
  return (text) => {
    let left = text;
    for (const secret of known) left = left.replaceAll(secret, '[secret]');
    for (const [pattern, replacement] of patterns) left = left.replace(pattern, replacement);
    if (homes !== null) left = left.replace(homes, '~');
    left = left.replace(userFolder, '$1[user]');
    if (host !== null) left = left.replace(host, '[this PC]');
    return left.replace(ipv4, hiddenIpv4).replace(ipv6, hiddenIpv6);
  };
}

/** A secret as it stands in an address and in JSON. */
function writtenForms(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [madeKeyPattern, '[secret]'],
  [/\b(postgres(?:ql)?:\/\/)[^\s"'<>]+/gi, '$1[address]'],
  // User and password in an address; a password may hold slashes.
  [/(:\/\/)[^\s"'<>@]+@/g, '$1[secret]@'],
  [/([#?&](?:token|key|password|secret|auth|access_token)=)[^\s"'<>&]+/gi, '$1[secret]'],
  [/\b(Bearer|Basic) +[\w+/=~.-]+/gi, '$1 [secret]'],
  [
    /(\b\w*(?:password|passwd|passphrase|secret|token|apikey|api_key)"?\s*[=:]\s*)(?!\[secret\])("(?:[^"\\]|\\.)*"|[^\s,;)}\]]+)/gi,
    '$1[secret]',
  ],
];

/** Folders of users of Windows (on a drive, as other programs write it, on another machine), Linux and macOS, and the name. */
const userFolder = new RegExp(
  [
    '(',
    '(?:',
    String.raw`(?:[A-Za-z]:|\bdrive_[a-z]|(?<![\w.])(?:/mnt)?/[a-z])[\\/]+(?:Users|Benutzer|Documents and Settings)`,
    String.raw`|\\{2,}[^\\/\s:"']+\\+(?:Users|Homes?|Profiles?)\$?`,
    String.raw`|(?<![\w.])/(?:home|Users)`,
    ')',
    String.raw`[\\/]+)(?!\[user\]|Public\b)`,
    // Up to the next slash a name may hold any of `' , ; )`; without one it ends before them.
    String.raw`(?:[^\\/\r\n":|<>]{1,64}(?=[\\/])|[^\\/\r\n"':;,|<>)]+)`,
  ].join(''),
  'gi',
);

const ipv4 = /(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w.]*\d)/g;

/** This machine's own addresses say nothing. */
function hiddenIpv4(address: string, ...parts: string[]): string {
  const numbers = parts.slice(0, 4).map(Number);
  if (numbers.some((number) => number > 255)) return address;
  return numbers[0] === 127 || address === '0.0.0.0' ? address : '[address]';
}

const ipv6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?(?![\w:])/gi;

/** Clock times have colons too, but neither two in a row nor seven. */
function hiddenIpv6(address: string): string {
  const colons = address.split(':').length - 1;
  const isAddress = address.includes('::') || colons === 7;
  // Six pairs are the address of a network card.
  const isCard = colons === 5 && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address);
  if (address === '::' || address === '::1' || !(isAddress || isCard)) return address;
  return '[address]';
}
