/** The overlays in OBS by scene. */
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Badge, Card } from '../core/cards-and-dialogs.tsx';
import { hashOf } from '../core/route.ts';
import { sourcesByScene } from './rules.ts';

export function Sources({ obs }: { readonly obs: ObsStatus }) {
  const placed = sourcesByScene(obs.scenes, obs.sources);
  return (
    <Card title="Overlays in OBS" aside={<a href={hashOf('overlays')}>Add one</a>}>
      {placed.length === 0 && (
        <p class="muted">
          {obs.state === 'connected'
            ? 'None yet. Add one from the list of overlays.'
            : 'Connect OBS to see them here.'}
        </p>
      )}
      {placed.map(({ scene, sources }) => (
        <section class="scene" key={scene}>
          <h3>
            {scene === '' ? 'In no scene' : scene}{' '}
            {scene === obs.programScene && <Badge tone="good">live</Badge>}
          </h3>
          <ul>
            {sources.map(({ name, overlay, asleep }) => (
              <li class="row between" key={name}>
                <span>{name}</span>
                <span class="row">
                  {asleep && (
                    <span class="muted small">
                      unloaded while hidden: switch off “Shutdown source when not visible”
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
