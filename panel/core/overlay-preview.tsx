/** The preview of one overlay. */
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { type OverlayValues, type PreviewOf, previewUrl } from './overlay-links.ts';
import { Preview, type PreviewProps } from './preview.tsx';

interface OverlayPreviewProps extends Omit<PreviewProps, 'url' | 'title' | 'size'> {
  readonly overlay: OverlayMetadata;
  /** Its parameters; left out: their defaults. */
  readonly values?: OverlayValues;
  /** null: nothing is shown yet. */
  readonly of: PreviewOf | null;
  /** Name of the theme in use; null: the relay chooses. Another `theme` is sent to the page, which does not load again. */
  readonly inUse: string | null;
}

export function OverlayPreview({ overlay, values = {}, of, inUse, ...rest }: OverlayPreviewProps) {
  if (of === null) return null;
  const { name, title, size } = overlay;
  const url = previewUrl(location.origin, name, values, { of, theme: inUse });
  return <Preview url={url} title={title} size={size} {...rest} />;
}
