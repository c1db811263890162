/**
 * Parses `postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETERS` as people write it. A password may contain any character,
 * raw or escaped, and no part of it is read as a host name. Pure.
 */

/** The modes of libpq, PostgreSQL's own library. */
const tlsModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof tlsModes)[number];

/** @returns null: unknown mode. `no-verify` is node-postgres's word for `require`. */
export function tlsModeOf(text: string | undefined): TlsMode | null {
  return text === 'no-verify' ? 'require' : (tlsModes.find((mode) => mode === text) ?? null);
}

export interface PostgresAddress {
  user: string | null;
  /** Possible passwords, likeliest first: with escapes decoded, and as written. Empty: none was given. */
  passwords: readonly string[];
  /** Null: the driver's default. A path is the folder of a socket. */
  host: string | null;
  port: number | null;
  database: string | null;
  /** Null: not given. */
  tlsMode: TlsMode | null;
  /** PEM files: the certificates to trust, and the client's certificate with its key. */
  rootCertificate: string | null;
  certificate: string | null;
  key: string | null;
  /** Session settings for the server (`-c name=value`). */
  options: string | null;
}

interface Location {
  host: string;
  port: string;
  database: string;
  parameters: ReadonlyMap<string, string>;
}

/** Parameters that occur in addresses of PostgreSQL, also those of other libraries. The relay ignores what it does not use. */
const knownParameters: ReadonlySet<string> = new Set(
  `application_name channel_binding client_encoding connect_timeout connection_limit database dbname
  fallback_application_name gssencmode gsslib host hostaddr keepalives keepalives_count keepalives_idle
  keepalives_interval krbsrvname load_balance_hosts max min options passfile password pgbouncer pool_mode pool_timeout
  port prepareThreshold requirepeer require_auth schema search_path service socket_timeout ssl ssl_max_protocol_version
  ssl_min_protocol_version sslcert sslcertmode sslcompression sslcrl sslkey sslmode sslnegotiation sslpassword
  sslrootcert sslsni statement_cache_size statement_timeout supa target_session_attrs tcp_user_timeout uselibpqcompat
  user workaround`.split(/\s+/),
);

const locationPattern =
  /^(?<host>\[[0-9A-Fa-f:.%]+\]|[\p{L}\p{N}._%-]*)(?::(?<port>\d{1,5})?)?(?:\/(?<database>[^/?@]*))?(?:\?(?<query>.*))?$/su;

/** @returns null: the text is not a valid address */
export function parsePostgresAddress(address: string): PostgresAddress | null {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/is.exec(address.trim())?.[1];
  const found = rest === undefined ? null : split(rest);
  if (found === null) return null;
  const { credentials, location } = found;
  const { parameters } = location;
  const colon = credentials.indexOf(':');
  const user = colon < 0 ? credentials : credentials.slice(0, colon);
  const written = colon < 0 ? '' : credentials.slice(colon + 1);
  const port = parameters.get('port') ?? location.port;
  // The driver throws on an invalid port, and its pool then never ends.
  if (port !== '' && !isPort(port)) return null;
  const tlsMode = tlsModeIn(parameters);
  if (tlsMode === undefined) return null;
  const text = (...names: string[]) =>
    names.map((name) => parameters.get(name)).find((value) => value) ?? null;
  return {
    user: text('user') ?? (unescaped(user) || null),
    passwords: passwordsOf(parameters.get('password') ?? written),
    host: text('host') ?? (unescaped(location.host).replace(/^\[(.*)\]$/, '$1') || null),
    port: port === '' ? null : Number(port),
    database: text('dbname', 'database') ?? (unescaped(location.database) || null),
    tlsMode,
    rootCertificate: text('sslrootcert'),
    certificate: text('sslcert'),
    key: text('sslkey'),
    options: text('options'),
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/**
 * Splits at the `@` that ends the credentials. The first `@` wins after which only known parameters follow, because a
 * later one may be part of a parameter. Otherwise the last `@` before a host wins, because earlier ones may be part of
 * the password.
 */
function split(rest: string): { credentials: string; location: Location } | null {
  const ends = [-1, ...[...rest.matchAll(/@/g)].map(({ index }) => index)];
  const all = ends.flatMap((end) => {
    const location = locationOf(rest.slice(end + 1));
    return location === null ? [] : [{ credentials: end < 0 ? '' : rest.slice(0, end), location }];
  });
  return all.find(isCertain) ?? all.at(-1) ?? null;
}

/** Whether nothing after the credentials can still be part of them. */
function isCertain({ credentials, location }: { credentials: string; location: Location }) {
  const free = ['user', 'options', 'application_name'];
  if (!credentials.includes(':')) free.push('password');
  return [...location.parameters].every(
    ([name, value]) => knownParameters.has(name) && (free.includes(name) || !value.includes('@')),
  );
}

function locationOf(text: string): Location | null {
  const found = locationPattern.exec(text)?.groups;
  if (found === undefined) return null;
  const { host = '', port = '', database = '', query = '' } = found;
  const parameters = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 1) return null;
    // The password stays as written; `passwordsOf` decodes it.
    const name = part.slice(0, equals);
    const value = part.slice(equals + 1);
    parameters.set(name, name === 'password' ? value : unescaped(value));
  }
  return { host, port, database, parameters };
}

/** @returns null: no mode is given; undefined: the mode is unknown */
function tlsModeIn(parameters: ReadonlyMap<string, string>): TlsMode | null | undefined {
  const mode = parameters.get('sslmode');
  if (mode !== undefined) return tlsModeOf(mode) ?? undefined;
  const ssl = parameters.get('ssl');
  if (ssl === undefined) return null;
  return /^(true|1)$/i.test(ssl) ? 'verify-full' : 'disable';
}

/** Decoded, as in a URL, and then as written. */
function passwordsOf(written: string): string[] {
  return written === '' ? [] : [...new Set([unescaped(written), written])];
}

/** Decodes `%41`. An invalid escape stays as it is. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
