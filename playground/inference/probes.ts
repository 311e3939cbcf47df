/** Finds the unit that follows one thing, by pairs of sentences that differ in it. */
import type { Direction, OpenModel } from './model';

/** A unit, and what it follows. */
export interface FoundUnit {
  /** What it follows: `negation`. */
  follows: string;
  direction: Direction;
  unit: number;
  /** The mean change of its cell state, divided by the standard deviation of the change. */
  effectSize: number;
  /** The number of pairs. */
  pairs: number;
  /** In how many of them its cell state changes in that direction. */
  agreeing: number;
}

const THINGS = ['a film', 'the food', 'this phone', 'our hotel', 'the song', 'her speech'];

/**
 * Pairs of sentences of our own: without the thing, and with it. Both are equally long, as some
 * units count words. The last words are the same.
 */
const PROBES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  negation: pairs([
    ['i would now say THING was good', 'i would not say THING was good'],
    ['it is just THING that i know', 'it is not THING that i know'],
  ]),
  praise: pairs([
    ['it was a plain day and THING came', 'it was a wonderful day and THING came'],
    ['they had more time for THING then', 'they had great time for THING then'],
  ]),
  complaint: pairs([
    ['it was a plain day and THING came', 'it was a terrible day and THING came'],
    ['they had more time for THING then', 'they had awful time for THING then'],
  ]),
  contrast: pairs([
    ['it was late and THING was fine', 'it was late but THING was fine'],
    ['we came early and THING was dull', 'we came early but THING was dull'],
  ]),
};

function pairs(frames: readonly (readonly [string, string])[]): [string, string][] {
  const filled = (frame: string, thing: string) => frame.replace('THING', thing);
  return THINGS.flatMap((thing) =>
    frames.map(([without, having]): [string, string] => [filled(without, thing), filled(having, thing)]),
  );
}

/**
 * Returns the unit for each thing whose cell state changes most surely with it, behind the last
 * word in the order of reading.
 */
export function findUnits(model: OpenModel): FoundUnit[] {
  return Object.entries(PROBES).map(([follows, pairs]) => {
    const found = model.directions.map((direction) => ({
      follows,
      direction,
      pairs: pairs.length,
      ...clearestUnit(model, direction, pairs),
    }));
    return found.reduce((best, one) => (Math.abs(one.effectSize) > Math.abs(best.effectSize) ? one : best));
  });
}

type Cells = [Float32Array, Float32Array];

function clearestUnit(model: OpenModel, direction: Direction, pairs: readonly (readonly [string, string])[]) {
  const changes = pairs.map(([without, having]) => {
    const [before, after] = [without, having].map((text) => model.lastCell(text, direction)) as Cells;
    return after.map((value, unit) => value - before[unit]!);
  });
  let best = { unit: 0, effectSize: 0, agreeing: 0 };
  for (let unit = 0; unit < changes[0]!.length; unit++) {
    const mean = changes.reduce((sum, change) => sum + change[unit]!, 0) / changes.length;
    const variance =
      changes.reduce((sum, change) => sum + (change[unit]! - mean) ** 2, 0) / (changes.length - 1);
    const effectSize = mean / (Math.sqrt(variance) + LEAST_DEVIATION);
    if (Math.abs(effectSize) <= Math.abs(best.effectSize)) continue;
    const agreeing = changes.filter((change) => Math.sign(change[unit]!) === Math.sign(mean)).length;
    best = { unit, effectSize, agreeing };
  }
  return best;
}

/** Is added to deviations, so that no unit wins that hardly changes at all. */
const LEAST_DEVIATION = 0.1;
