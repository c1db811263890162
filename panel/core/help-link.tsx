/** Links from a room to its page of `/docs`, and from an error to the description of its code. */
import { errorCodes } from '../../protocol/error-codes.ts';
import { Empty } from './cards-and-dialogs.tsx';
import { Button } from './controls.tsx';
import { docsEntry, type HelpPage } from './navigation.ts';
import type { Answer } from './relay-hooks.ts';

interface HelpLinkProps {
  readonly page: HelpPage;
  /** Subject of the page, for screen readers. */
  readonly about: string;
}

/** Opens in a new tab, so that unsaved changes stay open. */
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

/** The title of a room, with the link to its page. */
export function RoomTitle(props: { readonly title: string; readonly help: HelpPage }) {
  return (
    <div class="row">
      <h1>{props.title}</h1>
      <HelpLink page={props.help} about={props.title} />
    </div>
  );
}

/** The link to the description of an error code. The panel's own errors have none. */
export function ErrorHelp({ code }: { readonly code: string }) {
  if (!Object.hasOwn(errorCodes, code)) return null;
  const href = `${docsEntry.href}/error-codes#${code}`;
  return (
    <a class="small" href={href} target="_blank" rel="noreferrer">
      What does this mean?
    </a>
  );
}

interface NotLoadedProps {
  /** Says that there is no answer, once the request has failed. */
  readonly title: string;
  readonly answer: Pick<Answer<unknown>, 'problem' | 'again'>;
  /** It stands for the whole room. */
  readonly isPage?: boolean;
}

/** Shown instead of an answer of the relay, while it is awaited and after it could not be had. */
export function NotLoaded({ title, answer: { problem, again }, isPage }: NotLoadedProps) {
  if (problem === null) return <p class="muted pad">Loading …</p>;
  return (
    <Empty title={title} isPage={isPage ?? false}>
      <p>{problem.text}</p>
      <ErrorHelp code={problem.code} />
      <Button onClick={again}>Try again</Button>
    </Empty>
  );
}
