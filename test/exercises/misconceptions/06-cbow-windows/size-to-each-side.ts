// Takes the size for the number of words to each side.
// CAUGHT: the size counts all words of the window

export { bagOf } from '../../../../solutions/06-cbow-windows';

export function windowsOf(sentence: readonly string[], size: number) {
  return sentence.slice(size, -size || undefined).map((center, n) => {
    const at = n + size;
    return { context: [...sentence.slice(at - size, at), ...sentence.slice(at + 1, at + 1 + size)], center };
  });
}
