/**
 * Predicts many texts with the library: `predict-many.ts TEXTS TEXTS_IN_A_CALL`. Prints how many
 * are done.
 */
import { loadClassifier } from '../lib/classifier';
import { textOf } from './long';

async function main(texts: number, inACall: number): Promise<void> {
  const classifier = await loadClassifier();
  for (let first = 0; first < texts; first += inACall) {
    const length = Math.min(inACall, texts - first);
    const predictions = await classifier.predict(Array.from({ length }, (_, n) => textOf(first + n)));
    if (predictions.length !== length)
      throw new Error(`${predictions.length} predictions of ${length} texts`);
    console.log(first + length);
  }
}

const [texts, inACall] = process.argv.slice(2).map(Number) as [number, number];
void main(texts, inACall);
