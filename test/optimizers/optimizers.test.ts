import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import {
  adadelta,
  adagrad,
  adam,
  exponentialDecay,
  rmsprop,
  sgd,
  type UpdateRuleOptimizer,
  warmUpThenLinear,
} from '../../lib/optimizers';
import '../tensor-leaks';

beforeAll(async () => {
  await ready();
});

/** A line that a script in fixtures/ wrote. */
interface Case {
  optimizer: 'sgd' | 'adam' | 'adagrad' | 'adadelta' | 'rmsprop';
  config: Record<string, number | boolean>;
  madeWith: string;
  start: number[];
  /** One row per step. */
  gradients: number[][];
  /** One row per step, after it. */
  weights: number[][];
  /** For an embedding of one dimension: the rows with a gradient at each step. */
  rows?: number[][];
}

const fixtures = join(__dirname, 'fixtures');
const cases = readdirSync(fixtures)
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => readFileSync(join(fixtures, file), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Case);

const make = { sgd, adam, adagrad, adadelta, rmsprop };
const optimizerOf = ({ optimizer, config }: Case) => make[optimizer](config as { learningRate: number });

/** Returns the weights after each step. */
function weightsAfter(optimizer: UpdateRuleOptimizer, start: number[], gradients: number[][]): number[][] {
  const variable = tf.variable(tf.tensor1d(start));
  const after = gradients.map((gradient) => {
    tf.tidy(() => optimizer.applyGradients({ [variable.name]: tf.tensor1d(gradient) }));
    return [...variable.dataSync()];
  });
  variable.dispose();
  return after;
}

/** Returns the weights after each sparse update of rows of one dimension. */
function rowsAfter(optimizer: UpdateRuleOptimizer, start: number[], gradients: number[][], rows: number[][]) {
  const table = Float32Array.from(start);
  return gradients.map((gradient, step) => {
    const ids = Int32Array.from(rows[step]!);
    const ofRows = Float32Array.from(ids, (id) => gradient[id]!);
    optimizer.applyGradients({}, [{ table, dimensions: 1, ids, gradients: ofRows }]);
    return [...table];
  });
}

function expectClose(actual: number[][], expected: number[][], digits = 6) {
  for (const [step, weights] of expected.entries())
    for (const [n, weight] of weights.entries())
      expect(actual[step]![n], `step ${step}`).toBeCloseTo(weight, digits);
}

describe('optimizers', () => {
  it.each(cases)(
    'the update rule gives the weights of the original library: $optimizer $config, $madeWith',
    (expected) => {
      const { start, gradients, rows, weights } = expected;
      const optimizer = optimizerOf(expected);
      expectClose(
        rows ? rowsAfter(optimizer, start, gradients, rows) : weightsAfter(optimizer, start, gradients),
        weights,
      );
    },
  );

  it('the fixtures cover every optimizer', () =>
    expect([...new Set(cases.map(({ optimizer }) => optimizer))].sort()).toEqual(Object.keys(make).sort()));
});

describe('sparse updates', () => {
  const start = [0.4, -0.3, 0.2];
  const rows = [[0, 2], [1], [0, 1, 2], [2], [2], [0]];
  const gradients = rows.map((ids, step) =>
    start.map((_, n) => (ids.includes(n) ? Math.sin(3 * step + n) : 0)),
  );

  it.each<[string, () => UpdateRuleOptimizer]>([
    ['sgd', () => sgd({ learningRate: 0.1 })],
    ['adagrad', () => adagrad({ learningRate: 0.1 })],
    ['adadelta', () => adadelta()],
    ['rmsprop', () => rmsprop()],
    ['centered rmsprop', () => rmsprop({ centered: true })],
  ])('sparse updates of %s give the weights of dense updates', (_, optimizer) => {
    expect(optimizer().supportsSparseUpdates).toBe(true);
    const [some, all] = [
      rowsAfter(optimizer(), start, gradients, rows),
      weightsAfter(optimizer(), start, gradients),
    ];
    expectClose(some, all, 6);
  });

  it('update rules that change rows without gradients have no sparse updates', () => {
    expect(adam().supportsSparseUpdates).toBe(false);
    expect(rmsprop({ momentum: 0.9 }).supportsSparseUpdates).toBe(false);
    expect(adam({ sparse: true }).supportsSparseUpdates).toBe(true);
  });
});

describe('the state of an optimizer', () => {
  const start = [0.4, -0.3, 0.2];
  const gradients = Array.from({ length: 8 }, (_, step) => start.map((_, n) => Math.cos(step + n)));
  const rows = gradients.map((_, step) => [step % 3]);

  it('an optimizer with restored slots continues like an uninterrupted one', async () => {
    for (const optimizer of [() => adam({ learningRate: (step) => 0.1 / (1 + step) }), () => adadelta()]) {
      const whole = weightsAfter(optimizer(), start, gradients);
      const first = optimizer();
      const half = weightsAfter(first, start, gradients.slice(0, 4)).at(-1)!;
      const second = optimizer();
      const saved = await first.getWeights();
      await second.setWeights(saved);
      tf.dispose(saved.map(({ tensor }) => tensor));
      expectClose(weightsAfter(second, half, gradients.slice(4)), whole.slice(4), 6);
    }
  });

  it('restored slots of sparse updates continue like uninterrupted ones', async () => {
    const whole = rowsAfter(adadelta(), start, gradients, rows);
    const [first, second] = [adadelta(), adadelta()];
    const half = rowsAfter(first, start, gradients.slice(0, 5), rows).at(-1)!;
    await second.setWeights(await first.getWeights());
    expectClose(rowsAfter(second, half, gradients.slice(5), rows.slice(5)), whole.slice(5), 6);
  });

  it('an update does not change clones of the old weights', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const before = variable.clone();
    tf.tidy(() => sgd({ learningRate: 1 }).applyGradients({ [variable.name]: tf.tensor1d([1, 1]) }));
    expect([[...before.dataSync()], [...variable.dataSync()]]).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });

  it('minimize works as in tfjs and leaks no tensors', () => {
    const variable = tf.variable(tf.scalar(3));
    const optimizer = adam({ learningRate: 0.5 });
    expect(() => optimizer.minimize(() => variable.square().asScalar())).toLeakNoTensors({ times: 40 });
    expect(Math.abs(variable.dataSync()[0]!)).toBeLessThan(1);
  });
});

describe('learning-rate schedules', () => {
  it('warmUpThenLinear rises, stays flat, falls linearly and stays at its end', () => {
    const rate = warmUpThenLinear({ peak: 1, warmUp: 4, flatUntil: 6, steps: 10, end: 0.2 });
    const rates = [0, 1, 3, 4, 5, 6, 8, 10, 99].map((step) => Number(rate(step).toFixed(6)));
    expect(rates).toEqual([0.25, 0.5, 1, 1, 1, 1, 0.6, 0.2, 0.2]);
  });

  it('exponentialDecay falls by a factor per given number of steps', () =>
    expect(exponentialDecay(0.1, 0.5, 100)(200)).toBeCloseTo(0.025, 12));

  it('a schedule is called once per step', () => {
    const asked: number[] = [];
    const optimizer = sgd({ learningRate: (step) => asked.push(step) });
    weightsAfter(optimizer, [0], [[1], [1], [1]]);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('warmUpThenLinear without steps to fall throws', () =>
    expect(() => warmUpThenLinear({ peak: 1, warmUp: 5, flatUntil: 9, steps: 9 })).toThrow(
      /falls from 9 and ends at 9/,
    ));
});

describe('excludeFromWeightDecay', () => {
  it('leaves weights without gradient that weight decay would shrink', () => {
    const optimizer = adam({ learningRate: 0.1, weightDecay: 0.5, excludeFromWeightDecay: ['bias'] });
    const id = Math.random();
    const [kernel, bias] = ['kernel', 'bias'].map((name) =>
      tf.variable(tf.ones([1]), true, `${name}-${id}`),
    ) as [tf.Variable, tf.Variable];
    tf.tidy(() => optimizer.applyGradients({ [kernel.name]: tf.zeros([1]), [bias.name]: tf.zeros([1]) }));
    expectClose([[kernel.dataSync()[0]!, bias.dataSync()[0]!]], [[0.95, 1]]);
  });
});

describe('rateFactors', () => {
  it('rateFactors scale the learning rate of variables and embeddings by the prefix of their names', () => {
    const move = (rateFactors?: Record<string, number>) => {
      const optimizer = adam({ learningRate: 0.01, sparse: true, rateFactors });
      const [variable, table] = [
        tf.variable(tf.zeros([1]), true, `head-${Math.random()}`),
        new Float32Array(1),
      ];
      const rows = {
        name: 'words',
        table,
        dimensions: 1,
        ids: Int32Array.of(0),
        gradients: Float32Array.of(1),
      };
      tf.tidy(() => optimizer.applyGradients({ [variable.name]: tf.ones([1]) }, [rows]));
      return [variable.dataSync()[0]!, table[0]!];
    };
    const [head, words] = move() as [number, number];
    expectClose([move({ head: 3 })], [[3 * head, words]]);
    expectClose([move({ wo: 0.5 })], [[head, 0.5 * words]]);
  });
});
