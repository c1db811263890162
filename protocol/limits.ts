/**
 * Every bound of the three programs, with its unit and how it relates to the others. A number that limits something is
 * written in `limits/` and nowhere else; here they come together, and the relations are checked when the module loads.
 */
import { accessLimits } from './limits/access.ts';
import { agentLimits } from './limits/agent.ts';
import { backplaneLimits } from './limits/backplane.ts';
import { backupLimits } from './limits/backup.ts';
import { carsLimits } from './limits/cars.ts';
import { gameServerLimits } from './limits/game-server.ts';
import { liveChunksLimits } from './limits/live-chunks.ts';
import { obsLimits } from './limits/obs.ts';
import { pagesLimits } from './limits/pages.ts';
import { programLimits } from './limits/program.ts';
import { relayLimits } from './limits/relay.ts';
import { storageLimits } from './limits/storage.ts';
import { wireLimits } from './limits/wire.ts';

export const limits = {
  ...wireLimits,
  ...relayLimits,
  ...accessLimits,
  ...agentLimits,
  ...storageLimits,
  ...pagesLimits,
  ...obsLimits,
  ...programLimits,
  ...backupLimits,
  ...carsLimits,
  ...gameServerLimits,
  ...liveChunksLimits,
  ...backplaneLimits,
} as const;

function mustHold(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`limits.ts contradicts itself: ${sentence}`);
}

const rooms = [
  wireLimits,
  relayLimits,
  accessLimits,
  agentLimits,
  storageLimits,
  pagesLimits,
  obsLimits,
  programLimits,
  backupLimits,
  carsLimits,
  gameServerLimits,
  liveChunksLimits,
  backplaneLimits,
];

mustHold(
  rooms.reduce((count, room) => count + Object.keys(room).length, 0) === Object.keys(limits).length,
  'no bound has two values',
);
mustHold(
  limits.autoBatchFramesMax <= limits.fixedBatchFramesMax,
  'auto batches are not larger than fixed ones',
);
mustHold(
  limits.fixedBatchFramesMax <= limits.batchFramesMax,
  'every batch of our agent is accepted',
);
mustHold(
  limits.batchFramesMax * 1000 <= limits.ingestBytesMax,
  'a full batch of 1000-byte frames fits a message',
);
mustHold(limits.keptFramesMax >= 10 * 60 * 60, 'the agent keeps ten minutes at 60 Hz');
mustHold(
  limits.writerFramesMax >= limits.keptFramesMax,
  'the writer takes all that one agent kept',
);
mustHold(limits.storeWaitMs < 1000, 'a crash costs at most a second of driving');
mustHold(
  limits.transactionFramesMax >= limits.chunkFramesMax,
  'a transaction holds at least one chunk',
);
mustHold(limits.storedIdCharsMax > limits.sessionIdCharsMax, 'every published id can be stored');
mustHold(limits.storeCloseMs < limits.stopMs, 'the store closes before the program must end');
mustHold(limits.publishersMax < limits.connectionsMax, 'publishers leave room for viewers');
mustHold(
  limits.lateBatchFramesMin <= limits.lateBatchFramesMax &&
    limits.lateBatchFramesMax <= limits.batchFramesMax,
  'a late batch is accepted',
);
mustHold(
  limits.connectionsReserved + limits.connectionsPerAddressMax < limits.connectionsMax &&
    limits.publishersReserved + limits.publishersPerAddressMax < limits.publishersMax &&
    limits.encodingsReserved + limits.encodingsPerAddressMax < limits.encodingsMax,
  'one address leaves room for others, and all of them for this machine',
);
mustHold(
  limits.wrongKeyHoldMsMax < limits.publishTimeoutMs,
  'an agent gets the answer to a wrong key before it gives up',
);
mustHold(limits.pauseMs < limits.idleSampleMs, 'a pause is noticed before the next idle sample');
mustHold(
  limits.idleSampleMs < limits.silentPauseMs,
  'pages without changes are sampled again before that counts as a pause',
);
mustHold(
  limits.silentPauseMs < limits.playoutGapMs,
  'a stutter of the game is not a gap to its pages',
);
mustHold(
  limits.idleSampleMs < limits.finalLapMs && limits.finalLapMs < limits.reopenMs,
  'pages without changes are sampled while a lap may be decided, and are not reopened',
);
mustHold(limits.idlePollMs < limits.pauseMs, 'the end of a pause is noticed at once');
mustHold(
  limits.reopenMs + limits.processPollMs < limits.gameGoneMs,
  'pages are reopened and processes are checked before the game counts as gone',
);
mustHold(
  limits.tornReadWaitMs * 10 < 1000 / limits.sampleHzMax,
  'the wait for a torn read is short beside a sample',
);
mustHold(limits.publishRetryMsMin <= limits.publishRetryMsMax, 'pauses of the agent grow');
mustHold(limits.publishStopMs < limits.stopMs, 'the agent gives up before the program must end');
mustHold(
  limits.bodiesBytesMax >= 16 * limits.ingestBytesMax,
  'a few of the largest bodies may be on their way together',
);
mustHold(
  limits.compactBacklogBytesMax <= limits.backlogBytesMax,
  'compact frames need no larger backlog than plain ones',
);
mustHold(
  limits.stopStoreMs + limits.closeTimeoutMs < limits.stopMs,
  'the relay ends in time after it has stored frames and closed sockets',
);
mustHold(limits.headersTimeoutMs < limits.requestTimeoutMs, 'headers are a part of a request');
mustHold(
  limits.liveHoldMsMax <= limits.publisherSilentMs,
  '`live` leaves a session before it counts as away',
);
mustHold(limits.publisherSilentMs < limits.sessionAwayMs, 'away comes before over');
mustHold(
  limits.reorderMs < limits.publisherOvertakenMs &&
    limits.publisherOvertakenMs < limits.publisherSilentMs,
  'late batches are not a second publisher, and a second one is noticed while it sends',
);
mustHold(
  limits.sessionShrunkMs < limits.sessionForgottenMs,
  'results stay when the rest of a session has left memory',
);
mustHold(
  limits.roomRetryMs >= limits.publishRetryMsMin &&
    limits.roomRetryMs <= limits.publishRetryAfterMsMax,
  'an agent waits for room as long as it is asked to',
);
mustHold(
  limits.coalesceMs < limits.playoutDelayMsMax && limits.reorderMs < limits.coalesceMs,
  'play-out can make up for the delay that the relay adds',
);
mustHold(
  2 * limits.stillMs < limits.viewerQuietMs && 2 * limits.stillMs < limits.playoutGapMs,
  'a page without changes gets enough messages to know that the stream goes on',
);
mustHold(limits.stuckMs > limits.coalesceMs, 'a viewer is not stuck for being slow once');
mustHold(limits.childStopMs < limits.stopMs, 'a child ends before its parent must');
mustHold(
  limits.childRestartMsMax <= limits.childStableMs,
  'a child that dies at every start never counts as stable',
);
mustHold(limits.playoutKeptMs > limits.playoutDelayMsMax, 'play-out keeps more than it delays');
mustHold(
  limits.layoutBytesMax <= limits.apiBytesMax && limits.layoutSideMax <= limits.sourcePixelsMax,
  'a layout that fits a file can be sent to the API and shown in OBS',
);
mustHold(limits.layoutSideMin < limits.layoutSideMax, 'a layout has a size');
mustHold(
  limits.lapGridSteps * limits.sectionShareMin >= 10,
  'the shortest visible part of a lap has some points',
);
mustHold(limits.lapsHeldMax >= limits.lapsComparedMax, 'all compared laps are kept');
mustHold(limits.mapFetchMs < limits.mapRetryMs, 'a map is not requested twice at a time');
mustHold(limits.playoutSnapMs < limits.playoutGapMs, 'a gap is more than a jump');
mustHold(
  limits.viewerQuietMs < limits.viewerStaleMs && limits.viewerStaleMs < limits.viewerDeadMs,
  'a page pings before it shows the relay as away, and waits before it reconnects',
);
mustHold(
  limits.obsCallTimeoutMs < limits.obsFrozenMs,
  'a frozen OBS is noticed before it is cut off',
);
mustHold(
  limits.obsNotReadyMs < limits.obsCallTimeoutMs,
  'an OBS that is loading is asked again within one call',
);
mustHold(limits.obsRetryMinMs <= limits.obsRetryMaxMs, 'pauses between attempts grow');
mustHold(
  limits.healPatienceMs > limits.healPollMs,
  'a page gets time to reconnect before it is reloaded',
);
mustHold(
  limits.obsRestoreAtEndMs + limits.obsLeaveMs < limits.stopMs,
  'changes in OBS are undone before the program must end',
);
mustHold(limits.heldTouchMs * 2 < limits.heldStaleMs, 'a file in use is touched in time');
mustHold(
  limits.serverSilentMs > 3 * limits.serverPollMs,
  'a server may miss three questions before it counts as gone',
);
mustHold(
  limits.serverRoundMs < limits.serverUpdateMs / 2,
  'cars of one update of the server are told from those of the next',
);
mustHold(
  limits.liveChunkDelayMs >
    1_000 + limits.liveChunkReadyMs + limits.liveChunkSpreadMs + limits.liveChunkRetryMs,
  'a chunk that is asked for twice still comes in time',
);
mustHold(
  limits.liveChunkLeadMs < limits.playoutKeptMs,
  'a page keeps the frames that came before their moment',
);
mustHold(
  limits.backplaneSilentMs > 3 * limits.backplanePresenceMs &&
    limits.backplaneFeedMs > 3 * limits.backplanePresenceMs,
  'a relay may miss three messages of another before it counts as gone',
);
mustHold(
  limits.backplaneEpochsMax >= 2 * limits.sessionsMax,
  'the epochs of all sessions of two relays are remembered',
);
