import fc from 'fast-check';
import { test } from 'vitest';
import { analogy, cosine } from '../../solutions/03-cosine-and-analogies';
import { expectThat, expectUnchanged, forAll, written } from './complaint';

type Vector = readonly number[];

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const unit = (a: Vector) => a.map((value) => value / (Math.sqrt(dot(a, a)) || 1));
const angle = (a: Vector, b: Vector) => dot(unit(a), unit(b));

function near(a: Vector, b: Vector, why: string): void {
  const given = [[...a], [...b]] as const;
  const [answer, expected]: [unknown, number] = [cosine(...given), angle(a, b)];
  expectUnchanged(given, [a, b], 'cosine changed the vectors', 'calculate with copies');
  expectThat(
    typeof answer === 'number' && Math.abs(answer - expected) < 1e-6,
    `${why}: cosine(${written(a)}, ${written(b)}) gave ${written(answer)}, not ${written(expected)}`,
  );
}

test('cosine is 1 for the same direction, whatever the norms', () => {
  near([3, 4], [3, 4], 'two vectors with the same direction have a cosine of 1');
  near([3, 4], [6, 8], 'the norm of a vector must not matter');
  near([3, 4], [0.3, 0.4], 'the norm of a vector must not matter');
});

test('cosine does not depend on the norms, however small they are', () => {
  const why = 'only a norm of 0 is special, and nothing is added to the denominator';
  near([3e-9, 4e-9], [3, 4], why);
  near([3e-9, 4e-9], [0, 5e-9], why);
});

test('cosine is 0 for a right angle and -1 for opposite directions', () => {
  near([1, 0], [0, 1], 'a right angle has a cosine of 0');
  near([1, 2], [-1, -2], 'opposite directions have a cosine of -1');
});

test('cosine is 0 for the padding vector', () => {
  near([0, 0], [3, 4], 'the padding vector has no direction: the result must be 0');
  near([3, 4], [0, 0], 'the padding vector has no direction: the result must be 0');
  near([0, 0], [0, 0], 'the padding vector has no direction: the result must be 0');
});

const value = fc.integer({ min: -9, max: 9 });
const vectorsOf = (dimensions: number) => fc.array(value, { minLength: dimensions, maxLength: dimensions });

test('cosine is right for any two vectors', () => {
  const pairs = fc.integer({ min: 1, max: 5 }).chain((d) => fc.tuple(vectorsOf(d), vectorsOf(d)));
  forAll(pairs, ([a, b]) => near(a, b, 'this cosine is not right'));
});

/** Words with made-up dimensions: royal, male, about films or quality, more. */
const WORDS = new Map<string, Vector>([
  ['man', [0, 1, 0, 0]],
  ['woman', [0, -1, 0, 0]],
  ['king', [0.3, 0.3, 0, 0]],
  ['queen', [1, -1, 0, 0]],
  ['she', [0.1, -1, 0.1, 0]],
  ['actor', [0, 0.9, 1, 0]],
  ['actress', [0, -0.9, 1, 0]],
  ['good', [0, 0, 1, 0.1]],
  ['better', [0, 0, 1, 0.4]],
  ['bad', [1, 0, 0, 0.1]],
  ['worse', [1, 0.5, 0, 0.8]],
]);

/** Returns the word nearest to a target, and its lead over the second nearest. */
function nearest(vectors: ReadonlyMap<string, Vector>, target: Vector, leftOut: readonly string[]) {
  const order = [...vectors]
    .filter(([word]) => !leftOut.includes(word))
    .map(([word, vector]) => ({ word, similarity: angle(target, vector) }))
    .sort((p, q) => q.similarity - p.similarity);
  return { word: order[0]!.word, lead: order[0]!.similarity - (order[1]?.similarity ?? -2) };
}

function answers(vectors: ReadonlyMap<string, Vector>, a: string, b: string, c: string): void {
  const along = (scale: (v: Vector) => Vector, from: string, to: string) => {
    const [start, end] = [scale(vectors.get(from)!), scale(vectors.get(to)!)];
    return scale(vectors.get(c)!).map((v, i) => v + end[i]! - start[i]!);
  };
  const expected = nearest(vectors, along(unit, a, b), [a, b, c]);
  if (expected.lead < 1e-6) return; // a tie
  const given = new Map([...vectors].map(([word, vector]) => [word, [...vector]]));
  const answer: unknown = analogy(given, a, b, c);
  expectUnchanged([...given], [...vectors], 'analogy changed the vectors', 'divide copies by the norms');
  if (answer === expected.word) return;
  const example = `"${a}" is to "${b}" as "${c}" is to what? The result was ${written(answer)}, not "${expected.word}", with the vectors ${written([...vectors])}`;
  expectThat(
    ![a, b, c].some((word) => word === answer),
    `a word of the question must not be the result, though it may be the nearest; ${example}`,
  );
  const raw = nearest(
    vectors,
    along((v) => v, a, b),
    [a, b, c],
  );
  expectThat(
    answer !== raw.word,
    `the vectors with large norms dominate the sum: divide each of the three by its norm first; ${example}`,
  );
  const back = nearest(vectors, along(unit, b, a), [a, b, c]);
  expectThat(
    answer !== back.word,
    `this takes the step from "${b}" to "${a}", which is backwards; ${example}`,
  );
  expectThat(false, example);
}

const only = (...words: string[]) => new Map(words.map((word) => [word, WORDS.get(word)!]));

test('analogy finds that man is to woman as actor is to actress', () =>
  answers(only('man', 'woman', 'actor', 'actress', 'king'), 'man', 'woman', 'actor'));

test('analogy takes the step from the first word to the second', () =>
  answers(only('woman', 'man', 'queen', 'king', 'actress'), 'woman', 'man', 'queen'));

test('analogy never returns a word of the question', () =>
  answers(only('good', 'better', 'bad', 'worse'), 'good', 'better', 'bad'));

test('analogy normalizes the three vectors', () =>
  answers(only('man', 'woman', 'king', 'queen', 'she'), 'man', 'woman', 'king'));

test('analogy finds the nearest word among any vectors', () => {
  const words = ['good', 'better', 'bad', 'worse', 'film'];
  const some = fc.tuple(...words.map(() => vectorsOf(2).filter((v) => v.some((n) => n !== 0))));
  forAll(some, (vectors) =>
    answers(new Map(words.map((word, n) => [word, vectors[n]!])), 'good', 'better', 'bad'),
  );
});
