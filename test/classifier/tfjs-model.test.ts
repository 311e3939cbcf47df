import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { saveModel } from '../../lib/checkpoints/model-files';
import { toTfjsModel } from '../../lib/classifier';
import { dropout, fastGru, maxOverTime, meanOverTime, reverseSequence } from '../../lib/layers';
import { pretrainedModel } from '../../lib/models';
import '../tensor-leaks';
import { begun, documents, furthest, logitsOf, lstm, models, sequence, tokens } from './exported-models';
import { outputsInPlainTfjs } from './plain-tfjs';

beforeAll(async () => {
  await ready();
});

const classNames = ({ layers }: tf.LayersModel) => layers.map((layer) => layer.getClassName());

describe('toTfjsModel', () => {
  it.each(Object.keys(models))(
    'the converted model has tfjs layers only and gives the same logits: %s',
    (name) => {
      const model = models[name]!();
      const stock = toTfjsModel(model);
      expect(
        classNames(stock).filter((layer) =>
          /Fast|Frozen|Trained|Seeded|OverTime|LastStep|Reverse|Votes|Word/.test(layer),
        ),
      ).toEqual([]);
      const [expected, found] = [logitsOf(model), logitsOf(stock)];
      expect(furthest(found, expected)).toBeLessThan(1e-5);
      stock.dispose();
      model.dispose();
    },
  );

  it.each(['forward', 'backward', 'both'] as const)('the pretrained network: %s', (which) => {
    const directions = which === 'both' ? (['forward', 'backward'] as const) : [which];
    const model = pretrainedModel({
      vocabularySize: 12,
      dimensions: 4,
      units: 3,
      directions: [...directions],
    });
    const stock = toTfjsModel(model, { firstToken: 4 });
    expect(furthest(logitsOf(stock, begun), logitsOf(model, begun))).toBeLessThan(1e-5);
    expect(classNames(stock).filter((layer) => /Fast|Trained|Reverse|Votes|Word/.test(layer))).toEqual([]);
    stock.dispose();
    model.dispose();
  });

  it('plain tfjs loads a converted model and predicts the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stock-'));
    const model = models['simple, masked average']!();
    await saveModel(toTfjsModel(model), async (name, content) => writeFileSync(join(folder, name), content));
    const found = await outputsInPlainTfjs(folder, documents);
    const expected = logitsOf(model);
    expect(found).toHaveLength(expected.length);
    expect(furthest(found, expected)).toBeLessThan(1e-5);
    rmSync(folder, { recursive: true });
  });

  it('conversion leaks no tensors', () => {
    const model = models['oreilly, mean']!();
    expect(() => toTfjsModel(model).dispose()).toLeakNoTensors();
  });

  it('a layer without a tfjs counterpart throws with the reason', () => {
    const converted =
      (...layers: tf.layers.Layer[]) =>
      () =>
        toTfjsModel(sequence(...layers));
    expect(converted(tokens(), lstm({ zeroOutputForMask: true }), meanOverTime())).toThrow(
      /repeats outputs at masked time steps: train without zeroOutputForMask/,
    );
    expect(converted(tokens(), lstm({ peepholes: 'output' }), meanOverTime())).toThrow(
      /the LSTM of tfjs has no peepholes \(output\): train without them/,
    );
    expect(converted(tokens(), fastGru({ units: 3, resetAfter: true }))).toThrow(
      /the GRU of tfjs has no resetAfter/,
    );
    expect(converted(tokens(), dropout({ rate: 0.5 }), maxOverTime())).toThrow(
      /maxOverTime has a counterpart in tfjs only directly after an LSTM/,
    );
    expect(
      converted(reverseSequence({ keep: 1, inputShape: [null] }), tokens(), lstm(), meanOverTime()),
    ).toThrow(/keep 1 ids in front need firstToken/);
    expect(converted(tokens(), lstm(), dropout({ rate: 0.5 }), tf.layers.globalMaxPooling1d())).toThrow(
      /tfjs has no counterpart for layers of class GlobalMaxPooling1D/,
    );
  });
});
