export { type Bar, type BarChartOptions, barChart } from './bars';
export { batchOfVectors } from './batch-of-vectors';
export { type Chart, COLOURS, PLOTLY_MIME } from './chart';
export type { Drawing } from './drawing';
export { explainedText, probabilityByWord } from './explained-text';
export { type HeatMapOptions, heatMap } from './heat-map';
export { type HistogramOptions, histogram } from './histogram';
export {
  type CurvePoint,
  type LearningCurvesOptions,
  type Line,
  type LineChartOptions,
  learningCurves,
  lineChart,
} from './lines';
export { embeddingLookUp, type LookedUp } from './look-up';
export { lstmCell } from './lstm-cell';
export { type BatchRow, paddedBatch } from './padded-batch';
export { pooledNetwork } from './pooled-network';
export { principalComponents } from './projection';
export { type LiveChart, liveChart, type MarkedText, show } from './show';
export { unrolledNetwork } from './unrolled-network';
export { scatterOfWords, type WordScatterOptions } from './words';
