import { INK, shown } from '../../lib/plots/chart';
import {
  arrow,
  type Drawing,
  drawing,
  FILL,
  label,
  type Point,
  REMEMBERED,
  SHARED,
} from '../../lib/plots/drawing';

/** A token of the lookup. */
interface LookupRow {
  word: string;
  /** Its row in the embedding matrix. */
  id: number;
  /** That row: `[dimensions]`. */
  vector: ArrayLike<number>;
}

const ROW = 52; // px from one row to the next
const TOP = 128; // px to the middle of the first one
// px from the left: the end of words, the start of ids, matrix and result
const [WORD, ID, TABLE, RESULT] = [96, 148, 300, 560];
const [ID_WIDTH, WIDE] = [84, 168]; // px
const BAR = 30; // px, the height of a row
const SHOWN = 3; // numbers of a vector that are shown

/**
 * Returns a drawing of an embedding lookup: each token id selects a row of the embedding matrix.
 *
 * @param words the tokens of one review, padding included
 * @param rows the number of rows of the embedding matrix
 * @throws if there are no words, or an id is not below `rows`
 */
export function embeddingLookup(
  words: readonly LookupRow[],
  rows: number,
  title = 'Embedding lookup: each token id selects a row',
): Drawing {
  const dimensions = words[0]?.vector.length;
  if (!dimensions) throw new Error('a lookup needs at least one word with a vector');
  const stray = words.find(({ id }) => id < 0 || id >= rows);
  if (stray) throw new Error(`"${stray.word}" has id ${stray.id}, but the matrix has ${rows} rows`);
  const y = (n: number) => TOP + ROW * n;
  const inMatrix = [...new Map(words.map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id);
  const bottom = y(Math.max(words.length, inMatrix.length) - 1) + ROW;
  const total = rows.toLocaleString('en-US');
  const body = [
    ...[
      [`token ids [${words.length}]`, ID + ID_WIDTH / 2],
      [`embedding matrix [${total}, ${dimensions}]`, TABLE + WIDE / 2],
      [`word vectors [${words.length}, ${dimensions}]`, RESULT + WIDE / 2],
    ].map(([text, x]) => label(text as string, [x as number, TOP - 48])),
    ...inMatrix.flatMap(({ id, vector }, n) => [
      bar(TABLE, y(n), FILL.computed),
      label(numbers(vector), [TABLE + WIDE / 2, y(n)], { size: 13 }),
      label(`row ${id.toLocaleString('en-US')}`, [TABLE + WIDE / 2, y(n) - 21], { size: 11 }),
    ]),
    label('...', [TABLE + WIDE / 2, bottom - 10]),
    ...words.flatMap(({ word, id, vector }, n) => {
      const at = inMatrix.findIndex((row) => row.id === id);
      return [
        label(word, [WORD, y(n)], { anchor: 'end' }),
        box(ID, y(n), ID_WIDTH, FILL.input),
        label(`${id}`, [ID + ID_WIDTH / 2, y(n)]),
        arrow(between([ID + ID_WIDTH, y(n)], [TABLE, y(at)]), { color: SHARED }),
        arrow(between([TABLE + WIDE, y(at)], [RESULT, y(n)]), { color: REMEMBERED }),
        bar(RESULT, y(n), FILL.memory),
        label(numbers(vector), [RESULT + WIDE / 2, y(n)], { size: 13 }),
      ];
    }),
  ];
  const alt =
    `${title}: the words ${words.map(({ word }) => word).join(', ')} have the token ids ` +
    `${words.map(({ id }) => id).join(', ')}. Each id points to its row in an embedding matrix of ${total} rows ` +
    `and ${dimensions} columns. These rows, in the order of the words, are the ${words.length} inputs of the network.`;
  return drawing(title, alt, [RESULT + WIDE + 32, bottom + 14], body);
}

function numbers(vector: ArrayLike<number>): string {
  const first = Array.from({ length: Math.min(SHOWN, vector.length) }, (_, n) => shown(vector[n]!, 2));
  return [...first, ...(vector.length > SHOWN ? ['...'] : [])].join(', ');
}

/** Returns a line with a small gap at both ends. */
function between([fromX, fromY]: Point, [toX, toY]: Point): Point[] {
  return [
    [fromX + 4, fromY],
    [toX - 4, toY],
  ];
}

function bar(x: number, y: number, fill: string): string {
  return box(x, y, WIDE, fill);
}

/** Draws a row from the middle of its left end. */
function box(x: number, y: number, width: number, fill: string): string {
  return `<rect x="${x}" y="${y - BAR / 2}" width="${width}" height="${BAR}" fill="${fill}" stroke="${INK}" stroke-width="1"/>`;
}
