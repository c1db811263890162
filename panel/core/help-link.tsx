/** Quiet links from a room to its page of `/docs`, and from an error to what its code means. */
import { errorCodes } from '../../protocol/error-codes.ts';
import { Button } from './controls.tsx';
import { Empty } from './frames.tsx';
import { docsEntry, type HelpPage } from './navigation.ts';
import type { RelayProblem } from './relay-api.ts';

interface HelpLinkProps {
  readonly page: HelpPage;
  /** What it is about, for those who listen. */
  readonly about: string;
}

/** Opens in a tab of its own, so that nothing unsaved is left. */
export function HelpLink({ page, about }: HelpLinkProps) {
  const label = `Help with ${about}`;
  return (
    <a
      class="help-link"
      href={`${docsEntry.href}/${page}`}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
      title={label}
    >
      ?
    </a>
  );
}

/** The title of a room, with the way to its page. */
export function RoomTitle(props: { readonly title: string; readonly help: HelpPage }) {
  return (
    <div class="row">
      <h1>{props.title}</h1>
      <HelpLink page={props.help} about={props.title} />
    </div>
  );
}

/** Where the code of an error is explained; nothing for the panel's own errors, which say all there is. */
export function ErrorHelp({ code }: { readonly code: string }) {
  if (!Object.hasOwn(errorCodes, code)) return null;
  const href = `${docsEntry.href}/error-codes#${code}`;
  return (
    <a class="small" href={href} target="_blank" rel="noreferrer">
      What does this mean?
    </a>
  );
}

interface CouldNotLoadProps {
  readonly title: string;
  readonly problem: RelayProblem;
  again(): void;
}

/** In the place of what the relay did not answer. */
export function CouldNotLoad({ title, problem, again }: CouldNotLoadProps) {
  return (
    <Empty title={title}>
      <p>{problem.text}</p>
      <ErrorHelp code={problem.code} />
      <Button onClick={again}>Try again</Button>
    </Empty>
  );
}
