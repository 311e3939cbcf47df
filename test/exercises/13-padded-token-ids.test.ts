import fc from 'fast-check';
import { test } from 'vitest';
import {
  PADDING as givenPadding,
  UNKNOWN as givenUnknown,
  type IdsMatrix,
  idsMatrix,
  rowOf,
} from '../../solutions/13-padded-token-ids';
import { expectThat, forAll, written } from './complaint';

/** The values of the text. */
const [PADDING, UNKNOWN] = [0, 399_999];

const VOCABULARY = new Map([
  ['a', 7],
  ['fine', 1190],
  ['film', 319],
]);

function rowFor(review: string, columns: number): number[] {
  const tokens = review
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replace(/[^a-z0-9 ]/g, '')
    .split(' ');
  const ids = tokens.filter((token) => token !== '').map((token) => VOCABULARY.get(token) ?? UNKNOWN);
  return Array.from({ length: columns }, (_, n) => ids[n] ?? PADDING);
}

function builds(reviews: string[], columns: number, why: string): void {
  const answer = idsMatrix(Object.freeze(reviews) as string[], VOCABULARY, columns) as
    | Partial<IdsMatrix>
    | undefined;
  const call = `idsMatrix(${written(reviews)}, vocabulary, ${columns})`;
  expectThat(
    answer?.ids instanceof Int32Array,
    `the result must be an object { ids, rows, columns } whose ids are an Int32Array: ${call}`,
  );
  const { ids, rows } = answer;
  expectThat(
    rows === reviews.length && answer.columns === columns,
    `rows and columns must be ${reviews.length} and ${columns}, not ${rows} and ${answer.columns}: ${call}`,
  );
  const expected = reviews.map((review) => rowFor(review, columns));
  const example = `${call} gave the ids ${written([...ids])}, not ${written(expected.flat())}`;
  expectThat(
    ids.length === rows * columns,
    `${rows} rows of ${columns} are ${rows * columns} ids, not ${ids.length}: ${example}`,
  );
  if (written([...ids]) === written(expected.flat())) return;
  const wrong = expected.findIndex(
    (row, n) => written(row) !== written([...ids.slice(n * columns, (n + 1) * columns)]),
  );
  expectThat(false, `row ${wrong} is wrong: ${why}; ${example}`);
}

test('idsMatrix encodes one review', () => builds(['A fine film!'], 3, 'each token must become its id'));

test('idsMatrix pads a short review, so that the next one starts in its own row', () =>
  builds(
    ['Fine.', 'A film'],
    2,
    'every row must have as many ids as there are columns, however long its review is',
  ));

test('idsMatrix truncates a long review, so that it does not reach into the next row', () =>
  builds(
    ['A fine fine film', 'Film'],
    2,
    'a review must be truncated to as many tokens as there are columns',
  ));

test('idsMatrix truncates the last review too', () =>
  builds(['A fine film'], 2, 'a review must be truncated to as many tokens as there are columns'));

test('idsMatrix gives UNKNOWN for a token that is not in the vocabulary', () => {
  builds(['a fine filmm'], 3, `a token that is not in the vocabulary must become UNKNOWN, ${UNKNOWN}`);
  expectThat(givenUnknown === UNKNOWN, `UNKNOWN must be ${UNKNOWN}, not ${written(givenUnknown)}`);
});

test('idsMatrix keeps an id of 0', () => {
  const { ids } = idsMatrix(['a b'], new Map([['a', 0]]), 2);
  expectThat(
    ids[0] === 0 && ids[1] === UNKNOWN,
    `with a vocabulary where "a" has the id 0, the review "a b" became ${written([...ids])}, not [0, ${UNKNOWN}]`,
  );
});

test('idsMatrix gives no row without reviews, and a row of padding for an empty review', () => {
  builds([], 2, 'without reviews there must be no row');
  builds(['...'], 2, 'a review without tokens must be all padding');
  expectThat(givenPadding === PADDING, `PADDING must be ${PADDING}, not ${written(givenPadding)}`);
});

test('idsMatrix is right for any reviews and number of columns', () => {
  const review = fc
    .array(fc.constantFrom('a', 'Fine', 'film.', 'filmm', '<br />'), { maxLength: 5 })
    .map((words) => words.join(' '));
  forAll(fc.tuple(fc.array(review, { maxLength: 4 }), fc.integer({ min: 1, max: 4 })), ([reviews, columns]) =>
    builds(reviews, columns, 'this row is not right'),
  );
});

const MATRIX: IdsMatrix = { ids: Int32Array.of(7, 1190, 319, 0, 41, 0), rows: 3, columns: 2 };

test('rowOf returns each row', () => {
  for (const [row, expected] of [
    [7, 1190],
    [319, 0],
    [41, 0],
  ].entries()) {
    const answer: unknown = rowOf(MATRIX, row);
    expectThat(
      answer instanceof Int32Array && written([...answer]) === written(expected),
      `row ${row} of [7, 1190 | 319, 0 | 41, 0] is ${written(expected)} as an Int32Array, not ${written(answer instanceof Int32Array ? [...answer] : answer)}`,
    );
  }
});

test('rowOf throws a RangeError for a row that does not exist', () => {
  for (const row of [3, -1]) {
    let thrown: unknown;
    let answer: unknown;
    try {
      answer = rowOf(MATRIX, row);
    } catch (error) {
      thrown = error;
    }
    expectThat(
      thrown !== undefined,
      `there is no row ${row} in a matrix of 3 rows: rowOf must throw a RangeError, but it returned ${written(Array.from((answer ?? []) as Int32Array))}`,
    );
    expectThat(
      thrown instanceof RangeError,
      `rowOf must throw a RangeError for row ${row}, not ${String(thrown)}`,
    );
  }
});
