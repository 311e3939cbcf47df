/** Results, and what work that goes on later has written. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exercise, findExercises } from '../../../course/exercises/catalog';
import { keptGrades } from '../../../course/grading/kept-grades';
import { type ResultRecord, readResults, resultsFolder } from '../../../experiments/results/record';
import { type RefitRecord, readRefit, writeRefit } from '../../../experiments/tuning/record';
import { openStudy, type Study } from '../../../experiments/tuning/study';
import { readTrialResult, type TrialResult } from '../../../experiments/tuning/trial-result';
import { openResumable } from '../../../lib/scoring/resumable-file';
import {
  readBody,
  readManifest,
  requireResults,
  unitsOf,
  writeManifest,
  writeResult,
} from '../../../lib/units';
import { type Reader, reader } from '../reader';

const UNITS = { kind: 'score', shared: { model: 'a' }, units: [{ rows: 2 }], output: { header: 'x' } };
const UNIT = unitsOf(UNITS)[0]!.digest;

const aResult = () => join(resultsFolder(), 'simple-original-0.json');

const TRIAL_UNIT = 'ab'.repeat(32);
const A_TRIAL: TrialResult = {
  ...{ format: 1, step: 3, steps: 9, finished: false, loss: 0.6, accuracy: 0.7, bestStep: 3 },
  validation: [{ step: 3, loss: 0.6, accuracy: 0.7 }],
  ...{ trainableParameters: 12, seconds: 1.5, run: 'runs/a/1', backend: 'cpu', date: '2026-01-01' },
};
const A_REFIT: RefitRecord = {
  ...{ format: 1, trial: 3, seed: 0, hyperparameters: { learning_rate: 0.01, optimizer: 'adam' } },
  ...{ steps: 9, checkpoint: 'refit/1/step-9', earlierTests: 0, date: '2026-01-01' },
  test: { n: 9, accuracy: 0.7, standardError: 0.1, loss: 0.6, baseline: 0.5, macroF1: 0.7 },
};

const STUDY: Study = {
  ...{ system: 'simple', rungs: 2, eta: 3, searchSeed: 0, seeds: [0, 1] },
  flags: {
    data: 'texts.csv',
    random_state: 0,
    optimizer: 'adam',
    leave_out: null,
  } as object as Study['flags'],
  space: { learning_rate: { kind: 'number', from: 1e-4, to: 1e-2, scale: 'log' } },
};
const STUDY_DATA = { labels: TRIAL_UNIT, examples: 'cd'.repeat(32) };

const [EXERCISE] = findExercises(['01']) as [Exercise];
const ANSWERS = new Map([[EXERCISE.name, { code: 'export {};' }]]);
const gradesIn = (folder: string) =>
  keptGrades(folder, 'anna', ANSWERS, 'grading', { seconds: 1, megabytes: 9 });

export const RECORDS: readonly Reader[] = [
  reader({
    name: 'record of a result',
    files: ['simple-original-0.json'],
    write: async (folder) => cpSync(aResult(), join(folder, 'simple-original-0.json')),
    read: async (folder) =>
      (await readResults(folder)).map(({ test, seed, experiment, data }) => ({
        test,
        seed,
        experiment,
        data,
      })),
    judge: ([found]: Pick<ResultRecord, 'test'>[]) =>
      found && found.test.accuracy >= 0 && found.test.accuracy <= 1 ? undefined : 'an accuracy',
  }),
  reader({
    name: 'results of units',
    files: ['manifest.json', `results/${UNIT}`],
    async write(folder) {
      await writeManifest(folder, UNITS);
      const body = 'a,1\nb,2\n'.repeat(500); // as large as the head before it
      await writeResult(folder, UNIT, { body, items: 1000, summary: () => ({ blank: 0 }) });
    },
    async read(folder) {
      const manifest = await readManifest(folder);
      const [head] = await requireResults(folder, manifest);
      return { manifest, head, body: await readBody(folder, head!.unit) };
    },
    judge: 'digests',
  }),
  reader({
    name: 'result of a trial',
    files: [`results/${TRIAL_UNIT}`],
    write: async (folder) => {
      const body = `${JSON.stringify(A_TRIAL)}\n`;
      await writeResult(folder, TRIAL_UNIT, { body, items: 1 });
    },
    read: (folder) => readTrialResult(folder, TRIAL_UNIT),
    judge: 'digests',
  }),
  reader({
    name: 'study of a search',
    files: ['study.json'],
    write: async (folder) => void (await openStudy(folder, STUDY, STUDY_DATA, TRIAL_UNIT)),
    read: (folder) => openStudy(folder, STUDY, STUDY_DATA, TRIAL_UNIT),
    judge: 'digests',
  }),
  reader({
    name: 'journal of a scored file',
    files: ['a.csv.partial.json'],
    async write(folder) {
      const file = await openResumable(join(folder, 'a.csv'), 'key');
      await file.append('a,1\nb,2\n', 2);
      await file.close();
    },
    async read(folder) {
      const file = await openResumable(join(folder, 'a.csv'), 'key');
      const { rows } = file;
      await file.close();
      return { rows, partial: readFileSync(join(folder, 'a.csv.partial'), 'utf8') };
    },
    judge: 'digests',
  }),
  reader({
    name: 'kept grades',
    files: ['.grades/anna.json'],
    write: (folder) => gradesIn(folder).keep([{ exercise: EXERCISE, status: 'done', points: 2 }]),
    read: (folder) => gradesIn(folder).find(EXERCISE),
    judge: 'digests',
  }),
  reader({
    name: 'record of a refit',
    files: ['refit.json'],
    write: async (folder) => void (await writeRefit(folder, A_REFIT)),
    read: (folder) => readRefit(join(folder, 'refit.json')),
    judge: ({ trial, steps, test }) =>
      Number.isInteger(trial) && Number.isInteger(steps) && (test === null || Number.isFinite(test.accuracy))
        ? undefined
        : 'a number',
  }),
];
