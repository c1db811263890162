/** Functions of a native library, by prototypes as C has them. */
import koffi, { type LibraryHandle } from 'koffi';

type NativeFunction = ReturnType<LibraryHandle['func']>;

/**
 * @param library null: the running program, with the libraries that it has loaded
 * @param prototypes by the names that the functions get
 * @throws Error: the library is not there, or has no such function
 */
export function nativeFunctions<Name extends string>(
  library: string | null,
  prototypes: Readonly<Record<Name, string>>,
): Readonly<Record<Name, NativeFunction>> {
  const loaded = koffi.load(library);
  const functions = Object.entries<string>(prototypes).map(
    ([name, prototype]) => [name, loaded.func(prototype)] as const,
  );
  return Object.fromEntries(functions) as Record<Name, NativeFunction>;
}
