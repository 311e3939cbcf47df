import { type Drawing, drawing, FILL, INK, label, type Point, SHARED } from '../../lib/plots/drawing';

/** A text of the batch: its words as they are read, an id for each, and its class. */
interface BatchRow {
  words: readonly string[];
  ids: readonly number[];
  label: string;
}

const [CELL, HEIGHT] = [66, 46]; // px, a word's cell
const [LEFT, TOP] = [30, 118]; // px where the ids begin
const [GAP, NARROW] = [44, 60]; // px between ids and labels, and a label's width
const [MASK_GAP, MASK_HEIGHT] = [84, 26]; // px between ids and mask, and a row of it
const EMPTY = '#EFEFEF';

/**
 * Returns what goes into a network with one step: rows of ids, filled up with 0 to the length of the longest, one-hot
 * labels beside them, and below the mask that says which of the ids are words.
 *
 * @param rows texts of at most eight words
 * @param classes in the order of the labels' columns
 *
 * @throws when there are no rows, a text has another number of ids than of words, or a label is not among the classes
 */
export function paddedBatch(
  rows: readonly BatchRow[],
  classes: readonly string[],
  title = 'A batch: ids, labels and mask',
): Drawing {
  if (rows.length === 0) throw new Error('a batch needs at least one row, and got none');
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
    ...heading(`ids [${rows.length}, ${time}]`, [LEFT, TOP]),
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
        const read = t < ids.length;
        return [
          cell(at, [CELL, MASK_HEIGHT], read ? SHARED : '#FFFFFF'),
          label(read ? '1' : '0', [at[0] + CELL / 2, at[1] + MASK_HEIGHT / 2], {
            color: read ? '#FFFFFF' : INK,
          }),
        ];
      }),
    ),
  ];
  const told = rows.map(({ words, label: name }) => `"${words.join(' ')}" (${words.length} words, ${name})`);
  const alt =
    `${title}: ${rows.length} rows of ${time} ids. ${told.join('; ')}. What is shorter is filled up with zeros on the right. ` +
    `Beside each row its label has a 1 in the column of its class, of ${classes.join(', ')}. Below, the mask has a 1 for each word and a 0 for each padding.`;
  return drawing(title, alt, [width, maskAt + MASK_HEIGHT * rows.length + 30], body);
}

function heading(text: string, [x, top]: Point): string[] {
  return [label(text, [x, top - 38], { anchor: 'start' })];
}

function small(text: string, at: Point): string {
  return label(text, at, { size: 12 });
}

/** A cell by its upper left corner. */
function cell([x, y]: Point, [width, height]: Point, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${INK}" stroke-width="1"/>`;
}
