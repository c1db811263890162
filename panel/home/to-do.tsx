/** Draws the problems and steps of `findings.ts`. */

import { Badge, Card } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { HelpLink } from '../core/help-link.tsx';
import { enterKey } from '../core/needs-key.tsx';
import type { Panel } from '../core/room.ts';
import type { ToDoNow } from './findings.ts';

export function ToDo({ panel, now }: { panel: Panel; now: ToDoNow }) {
  if (now.kind === 'hidden') return null;
  const findings = now.kind === 'findings' ? now.findings : [];
  const problems = findings.filter(({ tone }) => tone === 'bad').length;
  return (
    <Card
      title="What to do"
      aside={
        <span class="row">
          {problems > 0 && (
            <Badge tone="bad">{problems === 1 ? '1 problem' : `${problems} problems`}</Badge>
          )}
          {now.kind === 'all-well' && <Badge tone="good">Everything works</Badge>}
          <HelpLink page="troubleshooting" about="problems" />
        </span>
      }
    >
      {now.kind === 'all-well' && <p class="muted">Nothing. Enjoy the race.</p>}
      {now.kind === 'checking' && <p class="muted">Checking …</p>}
      <ul class="findings">
        {findings.map(({ id, tone, title, step, link, needsKey }) => (
          <li key={id} class="finding" data-tone={tone}>
            <span class="dot" aria-hidden="true" />
            <div>
              <h3>
                {tone === 'bad' && <span class="hidden">Problem: </span>}
                {title}
              </h3>
              <p class="muted">{step}</p>
              {link !== undefined && <a href={link.hash}>{link.title}</a>}
              {needsKey && (
                <Button small onClick={() => void enterKey(panel)}>
                  Enter the key
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
