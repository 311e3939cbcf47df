import { mkdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damageOf } from './mutations';
import { READERS } from './readers';
import { FAULTS, startTrial } from './run';

/** The same inputs each time. `npm run fuzz` tries many more. */
const RUNS = { seed: 1, numRuns: 200 };

describe.each(READERS.map((reader) => [reader.name, reader] as const))(
  'a damaged input of %s',
  (_, reader) => {
    it('is read right, or refused with the name of the file', async () => {
      const trial = await startTrial(reader);
      try {
        await fc.assert(
          fc.asyncProperty(damageOf(reader.files), async (damage) => {
            const { outcome, detail } = await trial.run(damage);
            expect(FAULTS.includes(outcome) ? { outcome, detail } : 'no fault').toBe('no fault');
          }),
          { ...RUNS, endOnFailure: false },
        );
      } finally {
        trial.close();
      }
    });

    it('that is a folder is refused with its name', async () => {
      const trial = await startTrial(reader);
      try {
        for (const file of reader.files) {
          const { outcome, detail } = await trial.replace(file, mkdirSync);
          expect(FAULTS.includes(outcome) ? { file, outcome, detail } : 'no fault').toBe('no fault');
        }
      } finally {
        trial.close();
      }
    });
  },
);
