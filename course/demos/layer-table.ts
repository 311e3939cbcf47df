import * as dfd from 'danfojs-node';
import type { tf } from '../../lib/backend';

/** Returns a model's layers as a table: kind, shape of what comes out (null: any size), and numbers that are learnt. */
export function layerTable(model: tf.LayersModel): dfd.DataFrame {
  const rows = model.layers.map((layer) => ({
    layer: layer.getClassName(),
    'comes out': `[${layer.outputShape.map((size) => size ?? 'null').join(', ')}]`,
    parameters: layer.countParams().toLocaleString('en-US'),
  }));
  return new dfd.DataFrame(rows);
}
