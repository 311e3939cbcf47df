/** What `npm run tune` prints about trials. */
import { written } from '../experiments/runs/flags';
import { importanceText } from '../experiments/tuning/chart';
import type { RankedTrial } from '../experiments/tuning/ranking';
import type { RefitRecord } from '../experiments/tuning/record';
import { lossAt, type Trial } from '../experiments/tuning/search';
import type { Study } from '../experiments/tuning/study';
import { isTrained } from '../experiments/tuning/trial-result';
import { formatAccuracy } from '../lib/evaluation/metrics';
import { mean } from '../lib/mean';
import type { Importance } from '../lib/tuning/importance';
import { count, percent } from './say';
import { table } from './table';

/** Trials in the final table. */
const SHOWN = 10;
const WIDTHS = { trial: 5, steps: 15, loss: 7, accuracy: 8 };

/** Returns the heading of the lines that `trialRow` returns. */
export function trialsHeading({ space }: Study): string {
  const names = Object.keys(space).map((name) => name.padStart(widthOf(name)));
  const { trial, steps, loss, accuracy } = WIDTHS;
  const fixed = ['trial'.padStart(trial), 'steps'.padStart(steps), 'loss'.padStart(loss)];
  return [...fixed, 'accuracy'.padStart(accuracy), ...names].join('  ');
}

/**
 * Returns a trial that has just been trained as a line.
 *
 * @param all all trials, this one included
 */
export function trialRow({ space, rungs: rungCount }: Study, trial: Trial, all: readonly Trial[]): string {
  const rung = trial.rungs.length - 1;
  const results = trial.rungs[rung]!;
  const trained = results.filter(isTrained);
  const [first] = trained;
  const loss = lossAt(trial, rung);
  const failed = results.find(({ failed }) => failed !== undefined)?.failed;
  const isBest = all.every((other) => other.rungs.length <= rung || lossAt(other, rung) >= loss);
  const accuracy = mean(trained.map((result) => result.accuracy));
  const values = Object.keys(space).map((name) =>
    written(trial.hyperparameters[name]!).padStart(widthOf(name)),
  );
  const cells = [
    `${trial.number}`.padStart(WIDTHS.trial),
    (first ? `${count(first.step)} of ${count(first.steps)}` : '').padStart(WIDTHS.steps),
    (failed === undefined ? loss.toFixed(4) : 'failed').padStart(WIDTHS.loss),
    (failed === undefined ? percent(accuracy) : '').padStart(WIDTHS.accuracy),
    ...values,
  ];
  const note =
    failed ?? (isBest ? (rung === rungCount - 1 ? 'best so far' : 'best after as many steps') : '');
  return `${cells.join('  ')}  ${note}`.trimEnd();
}

function widthOf(name: string): number {
  return Math.max(name.length, 8);
}

/**
 * Returns the result of a search: the best trials, what is certain about them, and what mattered.
 */
export function tuningText(
  study: Study,
  trials: readonly Trial[],
  ranking: readonly RankedTrial[],
  importances: readonly Importance[],
): string {
  const [best] = ranking;
  if (!best) return 'No trial was trained in full: all have failed. The lines above say why.';
  const names = Object.keys(study.space);
  const rows = ranking
    .slice(0, SHOWN)
    .map((ranked) => [
      `${ranked.trial.number}`,
      ranked.loss.toFixed(4),
      ranked.behind
        ? `${ranked.behind.difference.toFixed(4)} ± ${ranked.behind.standardError.toFixed(4)}`
        : '',
      formatAccuracy(ranked.accuracy, ranked.results[0]!.examples!.losses.length),
      ...names.map((name) => written(ranked.trial.hyperparameters[name]!)),
    ]);
  const head = ['trial', 'validation loss', 'above the best by', 'accuracy', ...names];
  const lines = [table([head, ...rows])];
  if (ranking.length > SHOWN) lines.push(`and ${ranking.length - SHOWN} more that were trained in full`);
  const failed = trials.filter(({ rungs }) => rungs.at(-1)?.some((result) => !isTrained(result))).length;
  const early = trials.length - ranking.length - failed;
  if (early > 0)
    lines.push(
      `${count(early)} ${early === 1 ? 'trial was' : 'trials were'} stopped early, because others were better.`,
    );
  if (failed > 0) lines.push(`${count(failed)} ${failed === 1 ? 'trial' : 'trials'} failed.`);
  lines.push(
    '',
    ...verdict(best, ranking, trials.length),
    '',
    'What mattered, of the ranks of all trials after the same share of their steps:',
  );
  lines.push(...names.map((name) => `  ${importanceText(name, importances)}`));
  return lines.join('\n');
}

/** Says what the comparison with the best trial shows. */
function verdict(best: RankedTrial, ranking: readonly RankedTrial[], trials: number): string[] {
  const name = `Trial ${best.trial.number}`;
  const tied = ranking.filter(({ behind, isTied }) => behind && isTied).map(({ trial }) => trial.number);
  const luck = `Of ${count(trials)} trials, the best one is partly lucky: expect a somewhat higher loss on new texts.`;
  if (ranking.length === 1) return [`${name} is the only one that was trained in full.`, luck];
  if (tied.length === 0)
    return [
      `${name} is the best one: all others that were trained in full are more than two standard errors above it.`,
      luck,
    ];
  return [
    `${name} has the lowest loss, but ${tied.length} of the ${ranking.length - 1} others cannot be told from it: ` +
      `they are less than two standard errors above it (${tied.slice(0, SHOWN).join(', ')}${tied.length > SHOWN ? ', ...' : ''}). ` +
      'Of these, take the cheapest, or train more --seeds.',
    luck,
  ];
}

/** Returns the result of a refit. */
export function refitText({ trial, seed, steps, checkpoint, test, earlierTests }: RefitRecord): string {
  const trained = `Trial ${trial} was trained again on training and validation set: seed ${seed}, ${count(steps)} steps.`;
  const tested = test
    ? `Test accuracy: ${formatAccuracy(test.accuracy, test.n)} on ${count(test.n)} reviews (baseline ${percent(test.baseline)})`
    : 'The data have no test set, so it is not tested: name one with --test.';
  const again =
    earlierTests > 0
      ? [
          `Earlier refits of this search have used the test set, too (${earlierTests}): choose by none of them.`,
        ]
      : [];
  return [trained, tested, ...again, `Model saved in: ${checkpoint}`].join('\n');
}
