/** The Settings room: its sections, one at a time, each with an address of its own. */
import { RoomTitle } from '../core/help-link.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { askBeforeClosing } from '../core/unsaved-work.ts';
import { hasConfigChanges } from './config-work.ts';
import { sections } from './sections.ts';

function Page({ panel, path }: RoomProps) {
  const chosen = sections.find(({ name }) => name === path[0]) ?? sections[0]!;
  const isRefused = panel.status.value === 'refused';
  return (
    <>
      <div class="room-head">
        <RoomTitle title="Settings" help="settings" />
      </div>
      {isRefused ? (
        <NeedsKey panel={panel} />
      ) : (
        <div class="settings-room">
          <nav class="settings-sections" aria-label="Sections of the settings">
            {sections.map(({ name, title }) => (
              <a
                key={name}
                href={hashOf('settings', name)}
                aria-current={name === chosen.name ? 'page' : undefined}
              >
                {title}
              </a>
            ))}
          </nav>
          <div class="settings-section stack">
            <chosen.Section key={chosen.name} panel={panel} />
          </div>
        </div>
      )}
    </>
  );
}

askBeforeClosing(hasConfigChanges);

export const room: PanelRoom = { Page };
