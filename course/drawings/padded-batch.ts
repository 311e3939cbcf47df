import { INK } from '../../lib/plots/chart';
import { type Drawing, drawing, FILL, label, type Point, SHARED } from '../../lib/plots/drawing';

/** A review of the batch. */
interface BatchRow {
  /** Its tokens. */
  words: readonly string[];
  /** A token id for each of them. */
  ids: readonly number[];
  label: string;
}

const [CELL, HEIGHT] = [66, 46]; // px, the cell of a token
const [LEFT, TOP] = [30, 118]; // px, the upper left corner of the ids
const [GAP, NARROW] = [44, 60]; // px between ids and labels, and the width of a label
const [MASK_GAP, MASK_HEIGHT] = [84, 26]; // px between ids and mask, and the height of a mask row
const EMPTY = '#EFEFEF';

/**
 * Returns a drawing of a batch: token ids, padded with 0 to the length of the longest review,
 * one-hot labels, and the mask, which is 1 at tokens and 0 at padding.
 *
 * @param rows reviews of at most eight tokens
 * @param classes in the order of the columns of the labels
 * @throws if there are no rows, the numbers of ids and words differ, or a label is not among the
 *   classes
 */
export function paddedBatch(
  rows: readonly BatchRow[],
  classes: readonly string[],
  title = 'A batch: token ids, labels and mask',
): Drawing {
  if (rows.length === 0) throw new Error('a batch needs at least one row');
  for (const { words, ids, label: name } of rows) {
    if (words.length !== ids.length)
      throw new Error(`"${words.join(' ')}" has ${words.length} words, but ${ids.length} ids`);
    if (!classes.includes(name))
      throw new Error(`"${name}" is not among the classes: ${classes.join(', ') || 'none'}`);
  }
  const time = Math.max(...rows.map(({ ids }) => ids.length));
  const labelsAt = LEFT + CELL * time + GAP;
  const maskAt = TOP + HEIGHT * rows.length + MASK_GAP;
  const width = labelsAt + NARROW * classes.length + 30;
  const steps = Array.from({ length: time }, (_, t) => t);
  const body = [
    ...heading(`token ids [${rows.length}, ${time}]`, [LEFT, TOP]),
    ...heading(`labels [${rows.length}, ${classes.length}]`, [labelsAt, TOP]),
    ...steps.map((t) => small(`step ${t}`, [LEFT + CELL * (t + 0.5), TOP - 14])),
    ...classes.map((name, n) => small(name, [labelsAt + NARROW * (n + 0.5), TOP - 14])),
    ...rows.flatMap(({ words, ids, label: name }, r) => {
      const y = TOP + HEIGHT * r;
      return [
        ...steps.flatMap((t) => {
          const at: Point = [LEFT + CELL * t, y];
          const middle = LEFT + CELL * (t + 0.5);
          const word = words[t];
          if (word === undefined)
            return [cell(at, [CELL, HEIGHT], EMPTY), label('0', [middle, y + HEIGHT / 2])];
          return [
            cell(at, [CELL, HEIGHT], FILL.input),
            label(`${ids[t]}`, [middle, y + 17]),
            small(word, [middle, y + 35]),
          ];
        }),
        ...classes.flatMap((candidate, n) => [
          cell([labelsAt + NARROW * n, y], [NARROW, HEIGHT], candidate === name ? FILL.memory : '#FFFFFF'),
          label(candidate === name ? '1' : '0', [labelsAt + NARROW * (n + 0.5), y + HEIGHT / 2]),
        ]),
      ];
    }),
    ...heading(`mask [${rows.length}, ${time}]`, [LEFT, maskAt + 22]),
    ...rows.flatMap(({ ids }, r) =>
      steps.flatMap((t) => {
        const at: Point = [LEFT + CELL * t, maskAt + MASK_HEIGHT * r];
        const isToken = t < ids.length;
        return [
          cell(at, [CELL, MASK_HEIGHT], isToken ? SHARED : '#FFFFFF'),
          label(isToken ? '1' : '0', [at[0] + CELL / 2, at[1] + MASK_HEIGHT / 2], {
            color: isToken ? '#FFFFFF' : INK,
          }),
        ];
      }),
    ),
  ];
  const described = rows.map(
    ({ words, label: name }) => `"${words.join(' ')}" (${words.length} words, ${name})`,
  );
  const alt =
    `${title}: ${rows.length} rows of ${time} token ids. ${described.join('; ')}. Shorter rows are padded with zeros ` +
    `on the right. Beside each row, its one-hot label has a 1 in the column of its class, of ${classes.join(', ')}. ` +
    'Below, the mask has a 1 for each token and a 0 for each padding.';
  return drawing(title, alt, [width, maskAt + MASK_HEIGHT * rows.length + 30], body);
}

function heading(text: string, [x, top]: Point): string[] {
  return [label(text, [x, top - 38], { anchor: 'start' })];
}

function small(text: string, at: Point): string {
  return label(text, at, { size: 12 });
}

/** Draws a cell at its upper left corner. */
function cell([x, y]: Point, [width, height]: Point, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${INK}" stroke-width="1"/>`;
}
