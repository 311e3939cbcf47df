// Leaves the centre in the context: the answer stands in the question.
// CAUGHT: the centre is not part of its own context

export { bagOf } from '../../../../solutions/06-cbow-windows';

export function windowsOf(sentence: readonly string[], size: number) {
  return Array.from({ length: Math.max(0, sentence.length - size + 1) }, (_, start) => {
    const context = sentence.slice(start, start + size);
    return { context, center: context[(size - 1) / 2] };
  });
}
