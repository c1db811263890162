/** The title of a page about one rule, with the way back to the room. */
import type { ComponentChildren } from 'preact';
import { hashOf } from '../core/route.ts';

export function RuleTitle(props: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div>
      <a class="small" href={hashOf('obs')}>
        ← OBS
      </a>
      <h1>{props.title}</h1>
      {props.children}
    </div>
  );
}
