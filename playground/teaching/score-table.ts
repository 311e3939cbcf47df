import { stringify } from 'csv-stringify/browser/esm/sync';
import type { Prediction } from '../../runtime/encoder';

/** Returns texts with their predictions as CSV. What has no label has empty fields. */
export function scoreTable(texts: readonly string[], predictions: readonly Prediction[]): string {
  const rows = texts.map((text, n) => {
    const { label, probability } = predictions[n]!;
    return [text, label ?? '', label === null ? '' : probability.toFixed(4)];
  });
  return stringify([['text', 'predicted_label', 'predicted_probability'], ...rows]);
}
