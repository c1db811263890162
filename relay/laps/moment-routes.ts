/**
 * Marked moments: marking one in the drive that is live, and reading, noting and deleting those that are stored. Mounted
 * under `/api`. Access is checked before requests come here: everybody may read, only the streamer may change.
 */
import express from 'express';
import { limits } from '../../protocol/limits.ts';
import { cleanNote, type MarkAnswer, type MomentList } from '../../protocol/marked-moment.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { RelayError } from '../errors.ts';
import type { Recorder } from '../storage/recorder.ts';
import { oneOf } from '../transport/request-address.ts';
import { separatorOf } from './csv.ts';
import { momentsCsv } from './moments-csv.ts';
import { type ReadingParts, sessionOf } from './stored-session.ts';
import { withStoreErrors } from './stream.ts';

export interface MomentParts extends Pick<ReadingParts, 'live'> {
  readonly recorder: ReadingParts['recorder'] & Pick<Recorder, 'changeNote' | 'removeMoment'>;
  /** @param sessionID as it is published; absent: the one that `live` stands for. @throws RelayError `nobody-drives` */
  mark(note: string, sessionID?: string): Promise<MarkAnswer>;
}

export function momentRouter(parts: MomentParts): express.Router {
  const { recorder } = parts;
  const router = express.Router();

  router.post('/sessions/:id/mark', async (request, response) => {
    const { id } = request.params;
    const note = noteOf(request.body);
    const marked = await (id === latestSession ? parts.mark(note) : parts.mark(note, id));
    response.status(201).set('Cache-Control', 'no-store').json(marked);
  });

  router.get('/sessions/:id/moments', async (request, response) => {
    const format = oneOf('format', ['json', 'csv'], request.query.format);
    const separator = separatorOf(request.query.separator);
    const session = await sessionOf(parts, request.params.id);
    const moments = await withStoreErrors(recorder.reader.moments(session.sessionID));
    response.set('Cache-Control', 'no-store');
    if (format === 'csv') {
      response.attachment(`${session.sessionID}-moments.csv`).type('text/csv');
      response.send(momentsCsv(moments, session, separator));
      return;
    }
    const list: MomentList = { sessionID: session.sessionID, moments };
    response.json(list);
  });

  router.put('/sessions/:id/moments/:moment', async (request, response) => {
    const { sessionID } = await sessionOf(parts, request.params.id);
    const note = noteOf(request.body);
    const { moment } = request.params;
    if (!(await withStoreErrors(recorder.changeNote(sessionID, moment, note)))) throw notMarked();
    response.json({ id: moment, note });
  });

  router.delete('/sessions/:id/moments/:moment', async (request, response) => {
    const { sessionID } = await sessionOf(parts, request.params.id);
    const removed = recorder.removeMoment(sessionID, request.params.moment);
    if (!(await withStoreErrors(removed))) throw notMarked();
    response.status(204).end();
  });

  return router;
}

function notMarked(): RelayError {
  return new RelayError('not-found', 'There is no such moment.');
}

/** @throws RelayError `bad-parameter` */
function noteOf(body: unknown): string {
  const given = (body as { note?: unknown } | null | undefined)?.note;
  const note = cleanNote(given);
  if (note !== null) return note;
  throw new RelayError(
    'bad-parameter',
    `note must be a text of at most ${limits.momentNoteCharsMax} characters.`,
  );
}
