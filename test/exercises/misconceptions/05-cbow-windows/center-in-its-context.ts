// Leaves the center in the context: the target is in the input.
// CAUGHT: the center is not in its own context

export { bagOf } from '../../../../solutions/05-cbow-windows';

export function windowsOf(sentence: readonly string[], width: number) {
  return Array.from({ length: Math.max(0, sentence.length - width + 1) }, (_, start) => {
    const context = sentence.slice(start, start + width);
    return { context, center: context[(width - 1) / 2] };
  });
}
