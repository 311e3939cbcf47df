export { accuracyOf, classProbabilities, crossEntropy } from './logits';
export { OREILLY, OREILLY_TRAINING, type OreillyConfig, oreillyModel } from './oreilly';
