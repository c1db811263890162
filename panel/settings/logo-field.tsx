/** The streamer's logo: shown, chosen and removed. It applies at once. */
import { useRef, useState } from 'preact/hooks';
import type { LogoAnswer } from '../../protocol/theme-metadata.ts';
import { Button } from '../core/controls.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { logoOf } from './logo-picture.ts';

export function LogoField({ panel }: { readonly panel: Panel }) {
  const logo = useGet<LogoAnswer>(panel, '/api/logo');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const address = logo.value?.address ?? null;
  const change = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      logo.again();
      panel.notify(done);
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const choose = async (file: File): Promise<unknown> =>
    panel.relay.upload<LogoAnswer>('/api/logo', await logoOf(file));
  return (
    <div class="setting">
      <div class="setting-control stack tight">
        <span class="field-name" id="logo-name">
          Logo
        </span>
        {address !== null && (
          <div class="logo-shown">
            <img src={address} alt="Your logo" />
          </div>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/svg+xml,image/webp,image/jpeg"
          aria-labelledby="logo-name"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = '';
            if (file !== undefined) void change(() => choose(file), 'Your logo is set.');
          }}
        />
        <div class="row">
          <Button isBusy={isBusy} onClick={() => input.current?.click()}>
            {address === null ? 'Choose a picture …' : 'Choose another picture …'}
          </Button>
          {address !== null && (
            <Button
              kind="quiet"
              label="Remove the logo"
              isBusy={isBusy}
              onClick={() =>
                void change(() => panel.relay.send('DELETE', '/api/logo'), 'The logo was removed.')
              }
            >
              Remove
            </Button>
          )}
        </div>
        {problem !== null && (
          <p class="field-hint" data-tone="bad" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div class="setting-words small">
        <p>
          The picture of your team, channel or sponsor on the strip, the lower third and your driver
          card. A wide SVG or PNG on a transparent ground looks best.
        </p>
        <p class="muted">It is kept on this PC as logo.png and takes effect at once.</p>
      </div>
    </div>
  );
}
