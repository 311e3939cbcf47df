// Moves on by a whole window.
// CAUGHT: the window moves on by one word at a time

export { bagOf } from '../../../../solutions/06-cbow-windows';

export function windowsOf(sentence: readonly string[], size: number) {
  const windows = [];
  for (let start = 0; start + size <= sentence.length; start += size) {
    const context = sentence.slice(start, start + size);
    const [center] = context.splice((size - 1) / 2, 1);
    windows.push({ context, center });
  }
  return windows;
}
