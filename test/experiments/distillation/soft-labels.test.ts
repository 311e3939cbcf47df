import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softLabels } from '../../../experiments/distillation/soft-labels';
import { softlyLabeled } from '../../../experiments/runs/soft-labels';
import { ready } from '../../../lib/backend';
import { bundledModelFolder, loadClassifier } from '../../../lib/classifier';
import { openData } from '../../../lib/corpus';
import { SENTENCES } from '../../models/sentences';
import { writeFolders } from '../systems/corpus';

const UNLABELED = [
  'We laughed, we cried, and we stayed for the credits of this wonderful film.',
  'A tired script, and nobody on the screen seems to be awake enough to save it.',
  // a duplicate of a test review
  'The whole family enjoyed this lovely old story about a boy and his very slow horse.',
];

let dir: string;
beforeAll(async () => {
  await ready();
  dir = mkdtempSync(join(tmpdir(), 'soft-labels-'));
  writeFolders(join(dir, 'train'));
  mkdirSync(join(dir, 'train', 'unsup'));
  for (const [at, text] of UNLABELED.entries())
    writeFileSync(join(dir, 'train', 'unsup', `${at}_0.txt`), text);
  writeFolders(join(dir, 'test'), [
    { text: UNLABELED[2]!, label: 'positive', source: 'test:1' },
    { text: SENTENCES.at(-1)!.text, label: 'negative', source: 'test:2' },
  ]);
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('softLabels', () => {
  it('tells what the teachers say of the unlabeled texts, as --soft_labels reads it', async () => {
    const file = join(dir, 'soft.csv');
    const imdb = bundledModelFolder('imdb');
    const heldOut = { validationSplit: 0.5, splitSeed: 0 };
    const found = await softLabels([imdb, imdb], await openData(dir), heldOut);
    expect(found).toMatchObject({ texts: 2, leftOut: 1 });
    writeFileSync(file, found.table);

    const classifier = await loadClassifier(imdb);
    const rows = parse(found.table, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ text }) => text)).toEqual(UNLABELED.slice(0, 2));
    expect(Number(rows[0]!.probability_positive)).toBeGreaterThan(0.5);
    expect(Number(rows[1]!.probability_positive)).toBeLessThan(0.5);

    const { tokenizer, lookup, classes } = classifier;
    const examples = await softlyLabeled(file, { classes, lookup, tokenizer });
    expect(examples.ids).toHaveLength(2);
    const positive = classes.indexOf('positive');
    expect(examples.targets![positive]).toBeCloseTo(Number(rows[0]!.probability_positive), 4);
  });

  it('data without unlabeled texts are refused', async () => {
    const labeled = await openData(writeFolders(join(dir, 'labeled')));
    await expect(softLabels([], labeled, { validationSplit: 0.5, splitSeed: 0 })).rejects.toThrow(
      /has no unlabeled reviews/,
    );
  });
});
