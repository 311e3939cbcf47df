/** One of several shares of the units, each for one job. */
export interface Shard {
  /** Its number, from 1. */
  number: number;
  /** How many shards there are. */
  of: number;
}

/** More shards than this are a mistake. */
const MOST = 1_000_000;

/**
 * Returns the shard that a text names: `2/8` is the second of eight.
 *
 * @throws if it is not of that form, or has no such shard
 * @example
 * parseShard('2/8') // => { number: 2, of: 8 }
 */
export function parseShard(text: string): Shard {
  const [, number, of] = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text) ?? [];
  if (number === undefined)
    throw new Error(`"${text}" is no shard: write i/n, such as 2/8 for the second of 8`);
  const shard = { number: Number(number), of: Number(of) };
  if (shard.of < 1 || shard.of > MOST)
    throw new Error(`"${text}": the number of shards must be from 1 to ${MOST.toLocaleString('en-US')}`);
  if (shard.number < 1)
    throw new Error(
      `"${text}": shards are counted from 1. Add 1 to an index that starts at 0, such as Kubernetes' JOB_COMPLETION_INDEX`,
    );
  if (shard.number > shard.of)
    throw new Error(
      `"${text}": there are only ${shard.of} shards, so the last one is ${shard.of}/${shard.of}`,
    );
  return shard;
}

/**
 * Returns the items of a shard: every n-th one. Each item is in exactly one shard, and the numbers
 * of items in two shards differ by at most one.
 *
 * @example
 * ofShard(['a', 'b', 'c', 'd', 'e'], { number: 2, of: 3 }) // => ['b', 'e']
 */
export function ofShard<T>(items: readonly T[], { number, of }: Shard): T[] {
  return items.filter((_, at) => at % of === number - 1);
}
