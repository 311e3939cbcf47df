import { describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { gradeCard } from '../../../course/grading/card';

const [exercise] = findExercises(['17-masked-mean']);

describe('gradeCard', () => {
  test('markup in a message is escaped', () => {
    const message = 'gave "<img src=x onerror=alert(1)>" & no mean';
    const card = gradeCard({ exercise: exercise!, status: 'failing', points: 0, message });
    expect(card).not.toContain('<img');
    expect(card).toContain('&lt;img src=x');
    expect(card).toContain('&amp; no mean');
  });

  test('hints are nested until the exercise is done, and then gone', () => {
    const failing = gradeCard({ exercise: exercise!, status: 'failing', points: 0, message: 'no' });
    expect(failing.match(/<details/g)).toHaveLength(exercise!.hints.length);
    expect(failing).toMatch(/<\/div><\/details><\/details><\/details>/);
    const done = gradeCard({ exercise: exercise!, status: 'done', points: 2 });
    expect(done).not.toContain('<details');
    expect(done).toContain('2 of 2 points');
  });

  test('each function of an exercise has its own hints', () => {
    const [analogies] = findExercises(['03-cosine-and-analogies']);
    const card = gradeCard({ exercise: analogies!, status: 'failing', points: 0, message: 'no' });
    expect(card.match(/A hint for <code>\w+/g)).toEqual([
      'A hint for <code>cosine',
      'A hint for <code>analogy',
    ]);
    expect(card.match(/<\/div><\/details><\/details><\/details>/g)).toHaveLength(2);
    expect(card).not.toContain('cosine: ');
  });

  test('a bug hunt asks for bugs, not for missing code', () => {
    const [hunt] = findExercises(['26-hunt-test-reviews']);
    const card = gradeCard({ exercise: hunt!, status: 'not started', points: 0 });
    expect(card).toContain('find the bugs');
    expect(card).not.toContain('not written yet');
    expect(gradeCard({ exercise: exercise!, status: 'not started', points: 0 })).toContain('not written yet');
  });

  test('a solution is folded away, and the reason for none is visible', () => {
    const failing = { exercise: exercise!, status: 'failing', points: 0, message: 'no' } as const;
    const refused = gradeCard(failing, { refused: 'not done yet' });
    expect(refused).toContain('not done yet');
    expect(refused).not.toContain('A solution');
    const shown = gradeCard(failing, { solution: 'a < b' });
    expect(shown).toMatch(/<summary[^>]*>A solution<\/summary><pre[^>]*>a &lt; b<\/pre>/);
  });
});
