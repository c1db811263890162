/** `/api/older-folders` for the panel, mounted under `/api`: an older Sequential's data, offered until it is taken over or dismissed. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import * as z from 'zod';
import type { OlderFoldersAnswer, TakenOver } from '../../protocol/program-answers.ts';
import { RelayError } from '../../relay/errors.ts';
import { bySchema } from '../../relay/files/kept-json-file.ts';
import { KeptValue } from '../../relay/files/kept-value.ts';
import type { CommandContext } from '../command.ts';
import { restartAnswer } from '../parts/restart-answer.ts';
import { type FoundFolder, findOlder } from './older-folders.ts';
import { type OlderPlaces, olderPlaces } from './older-places.ts';
import { configAfterTakeOver, takeOver } from './take-over.ts';

const takenSchema = z.strictObject({
  folder: z.string(),
  sessions: z.int(),
  files: z.int(),
  kept: z.array(z.string()),
});

const keptSchema = z.strictObject({
  /** Ids of folders that are offered no more. */
  dismissed: z.array(z.string()),
  last: takenSchema.nullable(),
});

type Kept = z.output<typeof keptSchema>;

function openKept({ folders, log }: CommandContext): Promise<KeptValue<Kept>> {
  return KeptValue.open<Kept>({
    file: join(folders.user, 'older-folders.json'),
    log: log('start'),
    fallback: { dismissed: [], last: null },
    check: bySchema(keptSchema, 'It has an unexpected shape.'),
  });
}

function placesHere({ program, folders }: CommandContext): OlderPlaces {
  const { env, platform } = process;
  return olderPlaces({
    distribution: program.distribution,
    programFolder: program.folder,
    given: undefined,
    cwd: folders.data,
    platform,
    env,
    home: homedir(),
  });
}

/** @param places where to look */
export async function olderRoutes(
  context: CommandContext,
  places: OlderPlaces = placesHere(context),
): Promise<Router> {
  const router = Router();
  const kept = await openKept(context);
  const own = [context.folders.data, context.folders.user, context.program.folder];
  const find = async (): Promise<FoundFolder[]> =>
    (await findOlder(places, own)).filter(({ id }) => !kept.value.dismissed.includes(id));
  const dismiss = (id: string, last: TakenOver | null): Promise<void> =>
    kept.update((before) => ({
      dismissed: [...new Set([...before.dismissed, id])],
      last: last === null ? before.last : { ...last, kept: [...last.kept] },
    }));
  router.get('/older-folders', async (_request, response) => {
    const answer: OlderFoldersAnswer = {
      folders: (await find()).map(({ places: _, ...folder }) => folder),
      last: kept.value.last,
    };
    response.set('Cache-Control', 'no-store').json(answer);
  });
  router.delete('/older-folders/:id', async (request, response) => {
    await dismiss(String(request.params.id), null);
    response.status(204).end();
  });
  router.post('/older-folders/:id', async (request, response) => {
    const folder = (await find()).find(({ id }) => id === request.params.id);
    if (folder === undefined)
      throw new RelayError('not-found', 'This folder is not there any more.');
    const content = await configAfterTakeOver(context, folder);
    response.status(202).json(await restartAnswer(request, content, context));
    const work = async (): Promise<void> => dismiss(folder.id, await takeOver(context, folder));
    // After the answer has gone out.
    response.once('close', () => context.restart(work));
  });
  return router;
}
