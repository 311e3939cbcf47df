// Takes the width for the number of words on each side.
// CAUGHT: the width counts all words of the window

export { bagOf } from '../../../../solutions/05-cbow-windows';

export function windowsOf(sentence: readonly string[], width: number) {
  return sentence.slice(width, -width || undefined).map((center, n) => {
    const at = n + width;
    return {
      context: [...sentence.slice(at - width, at), ...sentence.slice(at + 1, at + 1 + width)],
      center,
    };
  });
}
