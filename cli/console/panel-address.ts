/**
 * The panel's address with the token that allows changes. The token follows `#`, which browsers send to nobody, so it reaches
 * no log and no other site.
 */
export function panelAddress(url: string, token: string): string {
  return `${url}/#token=${token}`;
}
