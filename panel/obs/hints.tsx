/** Hints on how to make overlays look and run well in OBS. */
import { Card } from '../core/cards-and-dialogs.tsx';

export function Hints() {
  return (
    <Card title="Good to know">
      <ul class="hints stack tight">
        <li>
          <b>Washed-out colours?</b> Right-click the source and choose{' '}
          <i>Blending Method → SRGB Off</i>.
        </li>
        <li>
          <b>Stutter?</b> In OBS, tick{' '}
          <i>Settings → Advanced → Enable Browser Source Hardware Acceleration</i>, then restart
          OBS. Limit the frame rate of the game, so that OBS gets its share of the graphics card.
        </li>
        <li>
          <b>Keep switched off</b> in the source: <i>Shutdown source when not visible</i> and{' '}
          <i>Refresh browser when scene becomes active</i>.
        </li>
        <li>
          <b>Start the programs in any order.</b> Overlays connect automatically. While OBS is
          connected above, blank overlays are reloaded.
        </li>
      </ul>
    </Card>
  );
}
