import type { Queue } from 'bullmq';
import { connect, QUEUE, queuePackages, redisPlace } from './connection';
import { isJobOf, type UnitTask } from './messages';

/** How many units of a folder were taken out of a queue. */
export interface Withdrawn {
  removed: number;
  /** Those that workers do now. They stay. */
  running: number;
}

/**
 * Takes the units of a folder out of a queue: those that wait, and those that were set aside.
 *
 * @param place the URL of the Redis server, the name of the queue (default: `sentiment-lab`), and the
 *   folder as the command gave it to the workers: its whole path, or `s3://bucket/prefix`
 * @throws if the server cannot be reached
 */
export async function withdrawUnits(place: {
  url: string;
  queue?: string;
  folder: string;
}): Promise<Withdrawn> {
  const { bullmq } = await queuePackages();
  const connection = await connect(redisPlace(place.url), () => {});
  const queue: Queue<UnitTask> = new bullmq.Queue(place.queue ?? QUEUE, { connection });
  queue.on('error', () => {});
  try {
    const ids = await queue.getRanges(['wait', 'delayed', 'failed', 'active'], 0, -1);
    const own = [...new Set(ids)].filter((id) => isJobOf(id, place.folder));
    let removed = 0;
    for (const id of own) removed += await queue.remove(id); // 0 of one that a worker has
    return { removed, running: own.length - removed };
  } finally {
    await queue.close();
    connection.disconnect();
  }
}
