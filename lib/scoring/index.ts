export { type Classifier, type Prediction, predict } from './classifier';
export { type EvaluateOptions, type Evaluation, evaluate, probabilities, scoreOf } from './evaluate';
export { type ClassScore, classScores, formatAccuracy, majorityBaseline, standardError } from './metrics';
