/** One theme in the list: a preview, its description and its buttons. */
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ThemeMetadata } from '../../protocol/theme-metadata.ts';
import { Badge } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { DeleteButton, EditLink } from '../core/gallery-card.tsx';
import { previewUrl } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useThemeFile } from '../core/themes.ts';

/** CSS pixels */
const previewHeight = 170;

export interface ThemeCardProps {
  readonly panel: Panel;
  readonly theme: ThemeMetadata;
  /** The overlay in the preview. */
  readonly overlay: OverlayMetadata | undefined;
  readonly isForAll: boolean;
  /** Titles of the overlays that it is chosen for. */
  readonly isFor: readonly string[];
  onUse(): void;
  onDelete(): Promise<void>;
}

function DeleteTheme({ theme, isForAll, isFor, onDelete }: ThemeCardProps) {
  const places = [...(isForAll ? ['all overlays'] : []), ...isFor].join(', ');
  return (
    <DeleteButton title={theme.title} onDelete={onDelete}>
      <p>
        This deletes the file themes/{theme.name}.json.
        {places !== '' && ` It is in use for ${places}, which will use the previous theme again.`}
      </p>
      <p class="muted">
        To keep a copy,{' '}
        <a href={`/themes/${theme.name}.json`} download={`${theme.name}.json`}>
          export it
        </a>{' '}
        first.
      </p>
    </DeleteButton>
  );
}

export function ThemeCard(props: ThemeCardProps) {
  const { panel, theme, overlay, isForAll, isFor, onUse } = props;
  const { name, title, author, description, builtIn, problem, lastGood } = theme;
  const isUsable = problem === null || lastGood === true;
  const file = useThemeFile(panel, isUsable && theme.preview === null ? name : null);
  return (
    <li class="picture-card theme-card" data-theme={name} data-used={isForAll}>
      {theme.preview !== null && <img class="theme-picture" src={theme.preview} alt="" />}
      {theme.preview === null && isUsable && overlay !== undefined && (
        <Preview
          url={previewUrl(location.origin, overlay.name, { fps: 15 }, { of: 'demo', theme: name })}
          title={`${overlay.title} in ${title}`}
          size={overlay.size}
          height={previewHeight}
          theme={file}
        />
      )}
      <div class="picture-card-words">
        <div class="row between">
          <h2>{title}</h2>
          {isForAll && <Badge tone="good">For all overlays</Badge>}
        </div>
        <p class="muted small">
          {builtIn ? 'Comes with Sequential' : `Yours${author === '' ? '' : `, by ${author}`}`}
          {isFor.length > 0 && ` · ${isFor.join(', ')}`}
        </p>
        {description !== '' && <p class="small">{description}</p>}
        {problem !== null && (
          <p class="theme-advice" data-tone="bad">
            {lastGood ? 'The file has an error, so its last good version is shown. ' : ''}
            {problem}
          </p>
        )}
      </div>
      <div class="row">
        {!isForAll && isUsable && (
          <Button kind="main" small label={`Use for all: ${title}`} onClick={onUse}>
            Use for all
          </Button>
        )}
        {isUsable && <EditLink href={hashOf('themes', name)} title={title} builtIn={builtIn} />}
        {isUsable && (
          <a
            class="button"
            data-size="small"
            data-kind="quiet"
            href={`/themes/${name}.json`}
            download={`${name}.json`}
            aria-label={`Export ${title}`}
          >
            Export
          </a>
        )}
        {!builtIn && <DeleteTheme {...props} />}
      </div>
    </li>
  );
}
