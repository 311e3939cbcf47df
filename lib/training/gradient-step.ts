import { tf } from '../backend';
import type { Embedding, GatheredRows } from '../layers/embedding';
import { clipByGlobalNorm } from '../optimizers/clip';
import { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';

/** The token ids that a step looks up in an embedding with sparse updates. */
export interface Lookup {
  layer: Embedding;
  /** Token ids, each once, `[rows]`. */
  ids: Int32Array;
}

/** Options of `gradientStep`. */
export interface GradientStepOptions {
  /** With `lookups`, it must support sparse updates. */
  optimizer: tf.Optimizer;
  /** The variables that get a gradient at every step. */
  variables: readonly tf.Variable[];
  lookups: readonly Lookup[];
  /** Clips gradients to this global norm (`clipByGlobalNorm`). Default: no clipping. */
  globalClipNorm?: number;
}

/**
 * Updates variables, and those rows of embeddings that a step looks up, by their gradients.
 * Returns the result of `compute`, without its gradients, which are disposed.
 *
 * @param compute returns gradients by variable name: of each variable and of the gathered rows
 */
export async function gradientStep<Result extends { gradients: tf.NamedTensorMap }>(
  { optimizer, variables, lookups, globalClipNorm }: GradientStepOptions,
  compute: (rows: GatheredRows[]) => Result | Promise<Result>,
): Promise<Omit<Result, 'gradients'>> {
  const rows = lookups.map(({ layer, ids }) => layer.gatherRows(ids));
  try {
    const { gradients, ...result } = await compute(rows);
    tf.tidy(() => {
      const clipped = globalClipNorm === undefined ? gradients : clipByGlobalNorm(gradients, globalClipNorm);
      if (!(optimizer instanceof UpdateRuleOptimizer)) return optimizer.applyGradients(clipped);
      const rowGradients = rows.map((row) => ({
        ...row,
        gradients: clipped[row.variable.name]!.dataSync<'float32'>(),
      }));
      const variableGradients = Object.fromEntries(variables.map(({ name }) => [name, clipped[name]!]));
      optimizer.applyGradients(variableGradients, rowGradients);
    });
    tf.dispose(gradients);
    return result;
  } finally {
    for (const { layer } of lookups) layer.releaseRows();
  }
}
