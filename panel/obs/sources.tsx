/** Which of our overlays are in which scenes of OBS. */
import { Badge, Card } from '../core/frames.tsx';
import type { ObsNow } from '../core/obs.ts';
import { hashOf } from '../core/route.ts';
import { placedIn } from './rules.ts';

export function Sources({ obs }: { readonly obs: ObsNow }) {
  const placed = placedIn(obs.scenes, obs.sources);
  return (
    <Card title="Overlays in OBS" aside={<a href={hashOf('overlays')}>Add one</a>}>
      {placed.length === 0 && (
        <p class="muted">
          {obs.state === 'connected'
            ? 'None yet. The gallery adds them to a scene.'
            : 'They are listed here while OBS is connected.'}
        </p>
      )}
      {placed.map(({ scene, sources }) => (
        <section class="scene" key={scene}>
          <h3>
            {scene === '' ? 'In no scene' : scene}{' '}
            {scene === obs.programScene && <Badge tone="good">on program</Badge>}
          </h3>
          <ul>
            {sources.map(({ name, overlay, asleep }) => (
              <li class="row between" key={name}>
                <span>{name}</span>
                <span class="row">
                  {asleep && (
                    <span class="muted small">
                      asleep: switch off “Shutdown source when not visible”
                    </span>
                  )}
                  <a href={hashOf('overlays', overlay)}>{overlay}</a>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Card>
  );
}
