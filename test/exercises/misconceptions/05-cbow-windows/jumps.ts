// Moves the window by its whole width.
// CAUGHT: the window must move by one word at a time

export { bagOf } from '../../../../solutions/05-cbow-windows';

export function windowsOf(sentence: readonly string[], width: number) {
  const windows = [];
  for (let start = 0; start + width <= sentence.length; start += width) {
    const context = sentence.slice(start, start + width);
    const [center] = context.splice((width - 1) / 2, 1);
    windows.push({ context, center });
  }
  return windows;
}
