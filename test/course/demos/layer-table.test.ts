import { beforeAll, expect, test } from 'vitest';
import { layerTable } from '../../../course/demos/layer-table';
import { ready, tf } from '../../../lib/backend';
import { fastLstm } from '../../../lib/layers';

beforeAll(async () => {
  await ready();
});

test('layerTable has the output shape and the number of parameters of each layer', () => {
  const model = tf.sequential({
    layers: [fastLstm({ units: 3, inputShape: [null, 2] }), tf.layers.dense({ units: 1000 })],
  });
  const { columns, values } = layerTable(model);
  expect(columns).toHaveLength(3);
  expect(values).toEqual([
    ['FastLSTM', '[null, 3]', '72'], // 4 * 3 * (2 + 3 + 1)
    ['Dense', '[null, 1000]', '4,000'],
  ]);
});
