import { expect, test } from 'vitest';
import { classesOf } from '../../lib/batches';

test.each<[string, string[], string[]]>([
  ['two sentiments', ['positive', 'negative'], ['negative', 'positive']],
  ['one sentiment', ['positive'], ['negative', 'positive']],
  ['three sentiments', ['positive', 'neutral', 'negative'], ['negative', 'neutral', 'positive']],
  ['stars', ['5', '10', '1'], ['1', '5', '10']],
  ['numbers with signs', ['1', '-1', '0'], ['-1', '0', '1']],
  ['names', ['joy', 'Anger', 'fear', 'joy'], ['Anger', 'fear', 'joy']],
  ['a sentiment and another name', ['positive', 'mixed'], ['mixed', 'positive']],
  ['numbers and names', ['2', '10', 'none'], ['10', '2', 'none']],
])('%s', (_, labels, classes) => {
  expect(classesOf(labels)).toEqual(classes);
  expect(classesOf([...labels].reverse())).toEqual(classes);
});

test('a system can have the sentiments in another order', () =>
  expect(classesOf(['neutral'], ['positive', 'neutral', 'negative'])).toEqual([
    'positive',
    'neutral',
    'negative',
  ]));
