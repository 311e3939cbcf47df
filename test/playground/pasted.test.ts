import { expect, test } from 'vitest';
import { pastedTable } from '../../playground/teaching/pasted';

test('lines with the label behind the last comma become a table', () => {
  expect(
    pastedTable('Slow, dull, and long, bad\nNever again, bad\n\nFine, in the end, good\nLovely,good\n'),
  ).toBe(
    '"text","label"\n"Slow, dull, and long","bad"\n"Never again","bad"\n"Fine, in the end","good"\n"Lovely","good"',
  );
});

test('the label may come first, and the first line may name the columns', () => {
  expect(pastedTable('label,text\nbad,Slow, dull\ngood,Fine\nbad,No, thanks, no')).toBe(
    '"text","label"\n"Slow, dull","bad"\n"Fine","good"\n"No, thanks, no","bad"',
  );
});

test.each([
  ['a table', 'text,label\nfine,good\nawful,bad'],
  ['a table with quotes', 'text,label\n"fine, really",good\nawful,bad'],
  ['a table with tabs', 'text\tlabel\nfine, really\tgood\nawful\tbad'],
  ['JSON lines', '{"text": "fine, really", "label": "good"}\n{"text": "bad"}'],
  ['lines without labels', 'It was fine.\nSlow, but good, in the end.'],
  ['commas that separate no labels', 'one, two\nthree, four, five\nsix, seven, eight, nine'],
])('%s is left as it is', (_, text) => expect(pastedTable(text)).toBe(text));
