/** Lists everything inside a release, in CycloneDX 1.6. Pure. */

export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
}

export interface RegistryPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-…`, as in a lock file. */
  readonly integrity: string;
}

/**
 * @param packages npm packages inside the program
 * @param runtimes Node and native libraries
 * @param date of the release
 */
export function billOfMaterials(
  version: string,
  packages: readonly ReleasedPackage[],
  runtimes: readonly RegistryPackage[],
  date: Date,
): object {
  const library = (name: string, of: string, licence: string | null, integrity?: string) => ({
    type: 'library',
    'bom-ref': purl(name, of),
    name,
    version: of,
    purl: purl(name, of),
    ...(licence === null ? {} : { licenses: [{ license: { id: licence } }] }),
    ...(integrity === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hexOf(integrity) }] }),
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: date.toISOString(),
      component: {
        type: 'application',
        'bom-ref': purl('sequential', version),
        name: 'sequential',
        version,
        licenses: [{ license: { id: 'MIT' } }],
        purl: purl('sequential', version),
      },
    },
    components: [
      ...packages.map((one) => library(one.name, one.version, one.licence)),
      ...runtimes.map((one) => library(one.name, one.version, 'MIT', one.integrity)),
    ].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
  };
}

function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** `sha512-` and base64 as hexadecimal digits. */
function hexOf(integrity: string): string {
  return Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
}
