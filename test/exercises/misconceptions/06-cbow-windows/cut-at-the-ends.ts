// Centres the window on every word, and cuts it where the sentence ends.
// CAUGHT: a window has its full size, so it cannot reach over the ends of a sentence

export { bagOf } from '../../../../solutions/06-cbow-windows';

export function windowsOf(sentence: readonly string[], size: number) {
  const half = (size - 1) / 2;
  return sentence.map((center, at) => ({
    context: [...sentence.slice(Math.max(0, at - half), at), ...sentence.slice(at + 1, at + 1 + half)],
    center,
  }));
}
