import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { lastTop, screen, type View, wrapped } from '../../../course/learn/screen';

const exercises = findExercises([]);
const [current] = exercises as [(typeof exercises)[number]];
const view: View = { exercises, done: new Set(), current, hints: [], top: 0, solutions: true };
const shown = (more: Partial<View>, columns = 80, rows = 24) =>
  stripVTControlCharacters(screen({ ...view, ...more }, { columns, rows }));

describe('screen', () => {
  const failing = {
    exercise: current,
    status: 'failing' as const,
    points: 0,
    message: `padding was counted in the mean: with outputs [${'1, '.repeat(90)}1]`,
    test: 'padding is left out',
    place: `exercises/${current.name}.ts:12`,
    printed: `x${'y'.repeat(200)}`,
  };

  test.each([80, 60])('no line is wider than a terminal of %i columns', (columns) => {
    for (const more of [
      { grade: failing, hints: current.hints, note: 'n '.repeat(100) },
      { page: { kind: 'list' as const, chosen: 1 } },
      { page: { kind: 'solution' as const, text: `const long = [${'1, '.repeat(90)}];` } },
    ])
      for (const line of shown(more, columns).split('\n')) expect(line.length).toBeLessThan(columns);
  });

  test.each([24, 12])('the screen fits a terminal of %i rows, and can be scrolled to its end', (rows) => {
    const long = { grade: failing, hints: current.hints, note: 'a note' };
    expect(shown(long, 80, rows).split('\n').length).toBeLessThanOrEqual(rows);
    expect(shown(long, 80, rows)).toMatch(/… \d+ more lines: down/);
    const top = lastTop({ ...view, ...long }, { columns: 80, rows });
    const end = shown({ ...long, top }, 80, rows);
    expect(end.split('\n').length).toBeLessThanOrEqual(rows);
    expect(end).toMatch(/… \d+ more lines: up/);
    expect(end).not.toContain('more lines: down');
    expect(end).toContain(current.hints.at(-1)!.split(' ').at(-1));
  });

  test('the list always shows the chosen exercise', () => {
    for (const [chosen, { name }] of exercises.entries()) {
      const list = shown({ page: { kind: 'list', chosen } });
      expect(list.split('\n').length).toBeLessThanOrEqual(24);
      expect(list).toContain(`${name.slice(0, 2)}  `);
    }
  });

  test('a failing grade shows its message, its place and the output of the answer', () => {
    const text = shown({ grade: failing });
    for (const part of ['not yet: padding is left out', 'padding was counted', ':12', 'It printed:', 'xyyy'])
      expect(text).toContain(part);
  });

  test('a solution is offered only where there is one', () => {
    const done = { grade: { ...failing, status: 'done' as const } };
    expect(shown(done)).toMatch(/s shows a solution[\s\S]*s solution/);
    expect(shown({ ...done, solutions: false })).not.toContain('solution');
  });

  test('done exercises and their points are counted', () => {
    expect(shown({ done: new Set([current.name]) })).toContain(
      `1 of ${exercises.length} exercises, ${current.points} of`,
    );
    const all = shown({ done: new Set(exercises.map(({ name }) => name)) });
    expect(all).toMatch(/^\[#+\] /);
  });
});

describe('wrapped', () => {
  test('text is wrapped between words, and only a word that is too long is cut', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('  indented\nabcdefgh', 5)).toEqual(['  ind', '  ent', '  ed', 'abcde', 'fgh']);
    expect(wrapped('', 5)).toEqual(['']);
  });

  test('long code is continued with more indentation, and a comment with its marker', () => {
    expect(wrapped('  const total = some + thing;', 20, '    ')).toEqual([
      '  const total =',
      '      some + thing;',
    ]);
    expect(wrapped(' * one two three', 10, '    ')).toEqual([' * one two', ' * three']);
    expect(wrapped('short\n  lines', 10, '    ')).toEqual(['short', '  lines']);
  });

  test('the frame around code in an error is cut, not taken to pieces', () => {
    expect(wrapped('  ╭─[ a.ts:1 ]\n1 │ const long = name;', 12)).toEqual(['  ╭─[ a.ts:1', '1 │ const lo']);
  });
});
