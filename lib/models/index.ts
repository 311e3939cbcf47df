export {
  KERAS,
  KERAS_TRAINING,
  type KerasConfig,
  kerasModel,
  kerasOptimizer,
} from './keras';
export { accuracyOf, classProbabilities, crossEntropy } from './logits';
export {
  KERAS_2,
  OPTIMIZER_NAMES,
  type OptimizerName,
  type OptimizerTable,
  optimizerFrom,
  tensorflow1,
} from './optimizer-choice';
export { OREILLY, OREILLY_TRAINING, type OreillyConfig, oreillyModel, oreillyOptimizer } from './oreilly';
export { minimizeLoss, type OreillyOperations, oreillyOperations } from './oreilly-operations';
export {
  PRETRAINED,
  PRETRAINED_TRAINING,
  type PretrainedConfig,
  pretrainedModel,
  startFrom,
} from './pretrained';
export { SIMPLE, SIMPLE_TRAINING, type SimpleConfig, simpleModel, simpleOptimizer } from './simple';
export {
  shorterThan,
  THEANO,
  THEANO_OPTIMIZERS,
  THEANO_TRAINING,
  type TheanoConfig,
  theanoModel,
  theanoOptimizer,
} from './theano';
