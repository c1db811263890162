/** The panel's typefaces, as a style sheet that `panel-fonts` names. */
import type { Plugin } from 'esbuild';
import { letterRanges } from '../../protocol/name-fonts.ts';
import { filesOf } from '../../protocol/theme-fonts.ts';
import { root } from '../root.ts';

const families = [
  { family: 'Barlow', weights: [400, 500, 600] },
  { family: 'Barlow Condensed', weights: [600] },
];

/** Letters beyond those of Western Europe are in files that a page loads when it has one. */
const faces = families
  .flatMap((one) => [
    ...filesOf(one, 'latin'),
    ...filesOf(one, 'latin-ext', letterRanges['latin-ext']),
  ])
  .map(
    ({ family, weight, npm, file, range }) => `@font-face {
      font-family: "${family}";
      font-weight: ${weight};
      font-display: swap;
      src: url("${npm}/files/${file}") format("woff2");
      ${range === undefined ? '' : `unicode-range: ${range};`}
    }`,
  );

export const panelFonts: Plugin = {
  name: 'panel-fonts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^panel-fonts$/ }, ({ path }) => ({ path, namespace: 'panel-fonts' }));
    onLoad({ filter: /./, namespace: 'panel-fonts' }, () => {
      return { contents: faces.join('\n'), loader: 'css', resolveDir: root };
    });
  },
};
