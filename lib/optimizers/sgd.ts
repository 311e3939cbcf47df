import type { LearningRate, Rule } from './update-rule';
import { RuleOptimizer } from './update-rule-optimizer';

/** Returns stochastic gradient descent: each weight goes down its slope, `w -= rate * g`. */
export function sgd({ learningRate }: { learningRate: LearningRate }): RuleOptimizer {
  return new RuleOptimizer({
    name: 'sgd',
    learningRate,
    memory: {},
    step(w, g, _, rate) {
      for (let n = 0; n < w.length; n++) w[n]! -= rate * g[n]!;
    },
    idle() {},
  } satisfies Rule<never>);
}
