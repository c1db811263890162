/** What makes overlays look and run well in OBS. */
import { Card } from '../core/frames.tsx';

export function Hints() {
  return (
    <Card title="Good to know">
      <ul class="hints">
        <li>
          <b>Looks washed out?</b> Right click on the source, <i>Blending Method → SRGB Off</i>.
        </li>
        <li>
          <b>Stutters?</b> In OBS:{' '}
          <i>Settings → Advanced → Enable Browser Source Hardware Acceleration</i>, then start OBS
          anew. And cap the frames of the game: OBS needs some of the graphics card.
        </li>
        <li>
          <b>Leave off</b> in the source: <i>Shutdown source when not visible</i> and{' '}
          <i>Refresh browser when scene becomes active</i>.
        </li>
        <li>
          <b>The order of starting does not matter.</b> Overlays connect by themselves, and with the
          connection above those that went blank are refreshed.
        </li>
      </ul>
    </Card>
  );
}
