/** Names that themes had before: sources in OBS, layouts and settings may still have them. Pure. */

const formerNames: ReadonlyMap<string, string> = new Map([['broadcast', 'world-feed']]);

/** The name that a theme has now. A theme of the user's wins over one that had its name before. */
export function presentThemeName(name: string, themes: readonly string[]): string {
  return themes.includes(name) ? name : (formerNames.get(name) ?? name);
}
