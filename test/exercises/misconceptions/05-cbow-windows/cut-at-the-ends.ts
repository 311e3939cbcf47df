// Centers the window on every word, and makes it smaller at the ends of the sentence.
// CAUGHT: a window always has its full width, so it must not cross the ends of the sentence

export { bagOf } from '../../../../solutions/05-cbow-windows';

export function windowsOf(sentence: readonly string[], width: number) {
  const half = (width - 1) / 2;
  return sentence.map((center, at) => ({
    context: [...sentence.slice(Math.max(0, at - half), at), ...sentence.slice(at + 1, at + 1 + half)],
    center,
  }));
}
