/** The address that opens the panel for the user of this machine. */

/** What follows `#` is sent to nobody: it reaches no log and no other site. */
export function panelAddress(url: string, token: string): string {
  return `${url}/#token=${token}`;
}
