import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModelCommand } from '../../bin/bundle-model';
import { exportCommand } from '../../bin/export';
import { predictCommand } from '../../bin/predict';
import { ready, tf } from '../../lib/backend';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';
import { trainSmall } from './small-run';

const dir = mkdtempSync(join(tmpdir(), 'export-'));
const at = (...path: string[]) => join(dir, ...path);
let run: string;
beforeAll(async () => {
  await ready();
  run = await trainSmall(dir);
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

describe('export', () => {
  /** The layers of tfjs that a stock export of a small model may have. */
  const TFJS_LAYERS = [
    ...['InputLayer', 'Embedding', 'Dropout', 'SpatialDropout1D', 'LSTM', 'Bidirectional', 'Masking'],
    ...['Permute', 'Dot', 'Flatten', 'Reshape', 'Dense', 'Activation', 'GlobalAveragePooling1D'],
  ];

  it('plain and stock exports give the predictions of the checkpoint', async (context) => {
    const texts = SENTENCES.slice(0, 6).map(({ text }) => text);
    const predictions = JSON.parse(
      `[${(await outputOf(predictCommand(), '--checkpoints_dir', run, '--json', ...texts)).trim().replaceAll('\n', ',')}]`,
    );
    for (const [name, ...flags] of [['ours'], ['stock', '--stock']] as const) {
      const said = await outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at(name), ...flags);
      expect(said).toBe(`${at(name)}: classifier.json, model.json, vocab.json, weights.bin\n`);
      if (tf.getBackend() !== 'tensorflow') return context.skip('file:// is read by tfjs-node');
      const model = await tf.loadLayersModel(`file://${at(name, 'model.json')}`);
      const words = JSON.parse(readFileSync(at(name, 'vocab.json'), 'utf8'));
      const exported = JSON.parse(readFileSync(at(name, 'classifier.json'), 'utf8'));
      for (const { text, label, probability } of predictions) {
        const tokens: string[] = text
          .toLowerCase()
          .replace(/[^a-z0-9 ]+/g, '')
          .split(' ');
        const ids = tokens.map((token) => words[token] ?? exported.unknownId);
        const logits = model.predict(tf.tensor2d([ids], undefined, 'int32')) as tf.Tensor2D;
        const found = tf.softmax(logits).dataSync()[exported.classes.indexOf(label)]!;
        expect(found).toBeCloseTo(probability, 5);
      }
    }
    const layersOf = (name: string) => {
      const { modelTopology } = JSON.parse(readFileSync(at(name, 'model.json'), 'utf8'));
      const { layers } = modelTopology.config ?? modelTopology.model_config.config;
      return layers.map((layer: { class_name: string }) => layer.class_name) as string[];
    };
    expect(layersOf('ours')).toContain('FastLSTM');
    for (const layer of layersOf('stock')) expect(TFJS_LAYERS).toContain(layer);
  });

  it('a folder with files in it is refused', async () => {
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at('csv'))).rejects.toThrow(
      /--out .*csv: this folder is not empty/,
    );
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run)).rejects.toThrow(
      /required option '--out/,
    );
  });
});

describe('bundle-model', () => {
  it('exactly one of a run and --from_data is required', async () => {
    const eitherOr = '--checkpoints_dir names a run, --from_data trains one: use one of the two';
    await expect(outputOf(bundleModelCommand())).rejects.toThrow(eitherOr);
    await expect(outputOf(bundleModelCommand(), '--from_data', '--checkpoints_dir', run)).rejects.toThrow(
      eitherOr,
    );
  });
});
