/** The section Data folder: where everything that belongs to the user is, and how large it is. */
import type { DataFolderAnswer, FolderPartNow } from '../../protocol/program-answers.ts';
import { Card, ColumnHeads } from '../core/cards-and-dialogs.tsx';
import { copyText } from '../core/clipboard.ts';
import { Button } from '../core/controls.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { SectionProps } from './section.ts';
import { bytesText, partTitles, plural } from './wording.ts';

export function DataFolder({ panel }: SectionProps) {
  const folder = useGet<DataFolderAnswer>(panel, '/api/data-folder');
  if (folder.value === null) {
    return <NotLoaded title="The data folder could not be read" answer={folder} />;
  }
  const { folder: path, parts, bytes, canOpen, database } = folder.value;
  const open = (): Promise<boolean> =>
    panel.attempt(async () => {
      await panel.relay.send('POST', '/api/data-folder/open');
      panel.notify('The file manager opens.');
    });
  const copy = (): Promise<boolean> =>
    copyText(panel, path, {
      copied: 'The path is copied.',
      refused: 'The browser does not allow copying. Select the path and copy it yourself.',
    });
  return (
    <Card title="Data folder" aside={<span class="muted">{bytesText(bytes)}</span>}>
      <div class="stack">
        <p class="folder-path">
          <code>{path}</code>
        </p>
        <div class="row">
          {canOpen && (
            <Button kind="main" onClick={() => void open()}>
              Open the folder
            </Button>
          )}
          <Button onClick={() => void copy()}>Copy the path</Button>
        </div>
        <table class="folder-parts">
          <ColumnHeads titles={['What', 'Where']} figures={['Files', 'Size']} />
          <tbody>
            {parts.map((part) => (
              <Part key={part.name} part={part} folder={path} database={database} />
            ))}
          </tbody>
        </table>
        <p class="muted small">
          Updates and uninstalling leave this folder alone, unless you ask Setup to remove it.
          Another folder is named with <code>--data FOLDER</code>.
        </p>
      </div>
    </Card>
  );
}

const elsewhere = { postgres: 'in PostgreSQL', none: 'not kept', sqlite: '' } as const;

function Part(props: {
  readonly part: FolderPartNow;
  readonly folder: string;
  readonly database: DataFolderAnswer['database'];
}) {
  const { part, folder, database } = props;
  const { name, path, files, bytes } = part;
  return (
    <tr>
      <th scope="row">{partTitles[name]}</th>
      <td>{path === null ? elsewhere[database] : <code>{shortPath(path, folder)}</code>}</td>
      <td class="figure">
        {path === null || files === null ? '–' : files === 0 ? 'none' : plural(files, 'file')}
      </td>
      <td class="figure">{path === null || files === 0 ? '–' : bytesText(bytes)}</td>
    </tr>
  );
}

/** Relative to the data folder where it is inside. */
function shortPath(path: string, folder: string): string {
  const isInside = path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
  return isInside ? path.slice(folder.length + 1) : path;
}
