export { type Classifier, type Prediction, predict } from './classifier';
export { type EvaluateOptions, type Evaluation, evaluate, probabilities } from './evaluate';
export { formatAccuracy, majorityBaseline, standardError } from './metrics';
