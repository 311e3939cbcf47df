import * as dfd from 'danfojs-node';
import type { tf } from '../../lib/backend';

/**
 * Returns a table of a model's layers: class, output shape (null: any size) and number of
 * parameters.
 */
export function layerTable(model: tf.LayersModel): dfd.DataFrame {
  const rows = model.layers.map((layer) => ({
    layer: layer.getClassName(),
    'output shape': `[${layer.outputShape.map((size) => size ?? 'null').join(', ')}]`,
    parameters: layer.countParams().toLocaleString('en-US'),
  }));
  return new dfd.DataFrame(rows);
}
