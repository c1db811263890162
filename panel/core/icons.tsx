/** The icons and the logo as elements. The paths are in `icon-paths.ts`. */
import { brandPath, iconPaths } from './icon-paths.ts';

export function Icon({ name }: { readonly name: keyof typeof iconPaths }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  );
}

export function Brand() {
  return (
    <svg class="brand-sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={brandPath} />
    </svg>
  );
}
