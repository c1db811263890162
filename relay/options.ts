/** What the relay can be told. The defaults and the parsing are the command line's. */
export interface RelayOptions {
  host: string;
  port: number;
  /** Key that publishers must show; required when `host` is not this machine's own. */
  key?: string;
  /** Key that lets its holder change anything, beside the panel's own token. */
  adminKey?: string;
  /** Names other than localhost under which this relay is reached (checked against `Host`). */
  allowHosts: string[];
  /** Origins of foreign pages that may watch. */
  allowOrigins: string[];
  /** `sqlite:FILE`, `postgres://…` or `none`. */
  db: string;
  /** Nobody asked for this database (see `RecorderOptions.ownTablesOnly`). */
  ownTablesOnly?: boolean;
  /** The oldest sessions are deleted when the database grows beyond so many MB; absent: it may grow. */
  dbSizeMaxMb?: number;
  /** Folder of the built pages (overlays, panel). */
  pagesFolder: string;
  /** Folder of the built-in themes and, if there is one, the user's own. */
  themesFolder: string;
  /** Folder of the built-in layouts. */
  layoutsFolder: string;
  userFolder: string;
  /** Processes that hold the viewers, so that more cores serve more of them; absent or 0: the relay's own. */
  workers?: number;
}
