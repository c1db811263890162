/**
 * Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETERS` as people write it: a password may hold any character,
 * raw or escaped. Nothing of a password is ever taken for a host name. Pure.
 */

/** As libpq, PostgreSQL's own library, knows them. */
const tlsModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof tlsModes)[number];

/** @returns null: there is no such mode. `no-verify` is node-postgres's word for `require`. */
export function tlsModeOf(text: string | undefined): TlsMode | null {
  return text === 'no-verify' ? 'require' : (tlsModes.find((mode) => mode === text) ?? null);
}

export interface PostgresAddress {
  user: string | null;
  /** What the password may be, likeliest first: escapes may be meant or be part of it. Empty: none was given. */
  passwords: readonly string[];
  /** Null: the driver's default. A path is the folder of a socket. */
  host: string | null;
  port: number | null;
  database: string | null;
  /** Null: not given. */
  tlsMode: TlsMode | null;
  /** Files of certificates in PEM: those to trust, and the one to show with its key. */
  rootCertificate: string | null;
  certificate: string | null;
  key: string | null;
  /** Settings of the session that the server is given at the start (`-c name=value`). */
  options: string | null;
}

interface Location {
  host: string;
  port: string;
  database: string;
  parameters: ReadonlyMap<string, string>;
}

/** Parameters that addresses of PostgreSQL are seen with, ours and other libraries'. Those we do not use are ignored. */
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

/** @returns null: not an address of this form */
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
  // The driver throws where it is told another one, and its pool then never ends.
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
 * Where the credentials end. The first place after which everything is beyond doubt (known parameters only) wins, so
 * that an `@` in a parameter is none; else the last place after which there is a host, so that an `@` in a password is
 * none.
 */
function split(rest: string): { credentials: string; location: Location } | null {
  const ends = [-1, ...[...rest.matchAll(/@/g)].map(({ index }) => index)];
  const all = ends.flatMap((end) => {
    const location = locationOf(rest.slice(end + 1));
    return location === null ? [] : [{ credentials: end < 0 ? '' : rest.slice(0, end), location }];
  });
  return all.find(isCertain) ?? all.at(-1) ?? null;
}

/** Nothing after the credentials looks as if it were still a part of them. */
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
    // A password stays as it is written: whether its escapes are meant is found out later.
    const name = part.slice(0, equals);
    const value = part.slice(equals + 1);
    parameters.set(name, name === 'password' ? value : unescaped(value));
  }
  return { host, port, database, parameters };
}

/** @returns null: nothing is said of it; undefined: there is no such mode */
function tlsModeIn(parameters: ReadonlyMap<string, string>): TlsMode | null | undefined {
  const mode = parameters.get('sslmode');
  if (mode !== undefined) return tlsModeOf(mode) ?? undefined;
  const ssl = parameters.get('ssl');
  if (ssl === undefined) return null;
  return /^(true|1)$/i.test(ssl) ? 'verify-full' : 'disable';
}

/** With the escapes undone, which is what a URL asks for; then letter by letter. */
function passwordsOf(written: string): string[] {
  return written === '' ? [] : [...new Set([unescaped(written), written])];
}

/** Undoes `%41`; what is no escape, or none of UTF-8, stays as it is. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
