export {
  type Answers,
  atTemperature,
  calibrationError,
  fitTemperature,
  type ReliabilityBin,
  reliability,
} from './calibration';
export { answersTo, type Classifier, type Prediction, predict, readWords } from './classifier';
export { type EvaluateOptions, type Evaluation, evaluate, probabilities, scoreOf } from './evaluate';
export { type ExplainOptions, type Explanation, explain, weightiest } from './explain';
export { type GroupScore, scoreByGroup } from './groups';
export {
  answerAt,
  type ClassScore,
  classScores,
  formatAccuracy,
  majorityBaseline,
  standardError,
} from './metrics';
