/** A link to a file of the relay. A link shows no key, so the panel fetches the file itself where this browser has one. */
import type { ComponentChildren } from 'preact';
import { panelKeys } from './key-dialog.tsx';
import type { Panel } from './room.ts';
import { saveAs } from './save-as.ts';

export interface DownloadLinkProps {
  readonly panel: Panel;
  readonly href: string;
  /** Of the file. */
  readonly name: string;
  readonly title?: string;
  /** For screen readers, where the content is too short. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

export function DownloadLink({ panel, href, name, title, label, children }: DownloadLinkProps) {
  const fetchIt = (event: MouseEvent): void => {
    // Another tab or window, as the user wants.
    if (panelKeys.read() === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void panel.attempt(async () => saveAs(await panel.relay.download(href), name));
  };
  return (
    <a href={href} download={name} title={title} aria-label={label} onClick={fetchIt}>
      {children}
    </a>
  );
}
