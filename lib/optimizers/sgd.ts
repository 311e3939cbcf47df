import type { LearningRate, UpdateRule } from './update-rule';
import { UpdateRuleOptimizer } from './update-rule-optimizer';

/** Returns plain stochastic gradient descent: `w -= learningRate * gradient`. */
export function sgd({ learningRate }: { learningRate: LearningRate }): UpdateRuleOptimizer {
  return new UpdateRuleOptimizer({
    name: 'sgd',
    learningRate,
    slots: {},
    step(w, g, _, rate) {
      for (let n = 0; n < w.length; n++) w[n]! -= rate * g[n]!;
    },
    skipSteps() {},
  } satisfies UpdateRule<never>);
}
