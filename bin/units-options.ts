import { type Command, InvalidArgumentError, Option } from 'commander';
import { FlagError } from '../experiments/runs/flags';
import { PASSWORD_VARIABLE, QUEUE, queueName } from '../lib/queue/connection';
import { parseShard, type Shard } from '../lib/units';
import { complain } from './say';

/** How work is divided among machines. At most one is given; none: this process does all of it. */
export interface UnitsChoice {
  /** Only list the units, or prepare what they need. */
  plan?: boolean;
  /** Do this share of the units. */
  shard?: Shard;
  /** Write the output from the results of all shards. */
  merge?: boolean;
  /** The URL of a Redis server, whose workers do the units. */
  redis?: string;
  /** The name of the queue. Default: `sentiment-lab`. */
  queue?: string;
}

/**
 * Adds `--shard`, `--merge` and `--redis` to a command, and perhaps `--plan`.
 *
 * @param needs the flag without which there is nothing to divide, for the help
 * @param planned adds `--plan`: what it does, for the help
 */
export function addUnitsOptions(command: Command, needs: string, planned?: string): Command {
  if (planned !== undefined)
    command.addOption(
      new Option(
        '--plan',
        `with ${needs}: ${planned}, and end. One job does it, so that no shard has to wait`,
      ).conflicts(['shard', 'merge', 'redis']),
    );
  return command
    .addOption(
      new Option(
        '--shard <i/n>',
        `with ${needs}: do the i-th of n shares, i from 1 to n, as one job of an array. When all are done, run with --merge`,
      ).argParser(parsedBy(parseShard)),
    )
    .addOption(
      new Option('--merge', `with ${needs}: write the output from the results of all shards`).conflicts(
        'shard',
      ),
    )
    .addOption(
      new Option(
        '--redis <url>',
        `with ${needs}: let the workers of this Redis server do the work (npm run worker), wait, and write the output`,
      ).conflicts(['shard', 'merge']),
    )
    .addOption(
      new Option('--queue <name>', `with --redis: the name of the queue (default: ${QUEUE})`).argParser(
        parsedBy(queueName),
      ),
    );
}

/** Returns a parser of a flag's value whose errors are those of a wrong command line. */
export function parsedBy<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
  };
}

/** Returns whether work is divided. */
export function isDivided({ plan, shard, merge, redis }: UnitsChoice): boolean {
  return plan === true || shard !== undefined || merge === true || redis !== undefined;
}

/** Says that a password in the URL of a server can be read by others. */
export function warnOfPassword(url: string | undefined): void {
  if (url !== undefined && /^rediss?:[/][/][^/]*:[^/]+@/.test(url))
    complain(
      `WARNING: while a command starts, other users of the machine can read the password in --redis: put it into ${PASSWORD_VARIABLE}`,
    );
}

/** @throws FlagError if the work is divided without what that needs */
export function requireFor(choice: UnitsChoice, isGiven: boolean, needs: string): void {
  if (choice.queue !== undefined && choice.redis === undefined)
    throw new FlagError('--queue belongs to --redis');
  if (!isDivided(choice) || isGiven) return;
  const flag = choice.plan ? '--plan' : choice.shard ? '--shard' : choice.merge ? '--merge' : '--redis';
  throw new FlagError(`${flag} needs ${needs}`);
}
