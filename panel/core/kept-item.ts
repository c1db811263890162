/** A text that the browser stores for the panel. Where it cannot, the text lasts as long as the page. */

/** `localStorage` or `sessionStorage`. */
export interface ItemStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface KeptItem {
  /** @returns null: nothing is stored */
  read(): string | null;
  /** @param value null: removes it */
  write(value: string | null): void;
}

/** @param storage a browser that stores nothing for this page throws where it is asked for its storage */
export function keptItem(storage: () => ItemStorage, name: string): KeptItem {
  /** What could not be stored; undefined: everything could. */
  let unstored: string | null | undefined;
  return {
    read() {
      if (unstored !== undefined) return unstored;
      try {
        return storage().getItem(name);
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        if (value === null) storage().removeItem(name);
        else storage().setItem(name, value);
        unstored = undefined;
      } catch {
        unstored = value;
      }
    },
  };
}
