import { INK } from '../../lib/plots/chart';
import {
  arrow,
  type Drawing,
  drawing,
  FILL,
  label,
  line,
  type Point,
  REMEMBERED,
  SHARED,
} from '../../lib/plots/drawing';

const [WIDTH, HEIGHT] = [760, 356];
const [ACROSS, DOWN] = [208, 160]; // px, a matrix [batch, time]
const SHEET: Point = [46, 126]; // px, its upper left corner
const BLOCK: Point = [382, 156]; // px, the upper left corner of the block's front
const [COLUMNS, ROWS] = [13, 10]; // of the grid, whatever the real number of cells
const DEPTH: Point = [86, -60]; // px from the front to the back
const PICKED: Point = [8, 0]; // the highlighted cell

/**
 * Returns a drawing of the embedding lookup of a batch: the token ids, a matrix `[batch, time]`,
 * become word vectors, a block `[batch, time, dimensions]`.
 */
export function batchOfVectors(
  batch: number,
  time: number,
  dimensions: number,
  title = 'A batch before and after the embedding lookup',
): Drawing {
  const [dx, dy] = DEPTH;
  const [bx, by] = BLOCK;
  const cellAt = ([x, y]: Point): Point => [
    x + (ACROSS / COLUMNS) * PICKED[0],
    y + (DOWN / ROWS) * PICKED[1],
  ];
  const size = [ACROSS / COLUMNS, DOWN / ROWS] as const;
  const [px, py] = cellAt(BLOCK);
  const top: Point[] = [
    [bx, by],
    [bx + dx, by + dy],
    [bx + ACROSS + dx, by + dy],
    [bx + ACROSS, by],
  ];
  const side: Point[] = [
    [bx + ACROSS, by],
    [bx + ACROSS + dx, by + dy],
    [bx + ACROSS + dx, by + DOWN + dy],
    [bx + ACROSS, by + DOWN],
  ];
  const behind: Point[] = [
    [px + size[0], py],
    [px + size[0] + dx, py + dy],
    [px + dx, py + dy],
    [px, py],
  ];
  const body = [
    label(`token ids [${batch}, ${time}]`, [SHEET[0] + ACROSS / 2, 74]),
    label(`word vectors [${batch}, ${time}, ${dimensions}]`, [BLOCK[0] + (ACROSS + dx) / 2, 74]),
    ...matrixAt(SHEET),
    filled(corners(cellAt(SHEET), size), SHARED),
    arrow([
      [SHEET[0] + ACROSS + 16, SHEET[1] + DOWN / 2],
      [BLOCK[0] - 44, SHEET[1] + DOWN / 2],
    ]),
    label('lookup', [(SHEET[0] + ACROSS + BLOCK[0]) / 2 - 14, SHEET[1] + DOWN / 2 - 16]),
    filled(top, FILL.memory),
    filled(side, FILL.memory),
    ...matrixAt(BLOCK),
    filled(behind, REMEMBERED),
    filled(corners([px, py], size), SHARED),
    ...[SHEET, BLOCK].flatMap(([x, y]) => [
      label(`${time} time steps`, [x + ACROSS / 2, y + DOWN + 20]),
      `<g transform="rotate(-90 ${x - 16} ${y + DOWN / 2})">${label(`${batch} reviews`, [x - 16, y + DOWN / 2])}</g>`,
    ]),
    label(`${dimensions} dimensions`, [bx + ACROSS + dx / 2 + 12, by + DOWN + dy / 2 + 14], {
      anchor: 'start',
    }),
  ];
  const alt =
    `${title}: on the left a matrix of token ids with ${batch} rows, one per review, and ${time} columns, one per ` +
    `time step. On the right a block with the same front, ${dimensions} numbers deep. One id is highlighted in ` +
    'the matrix. In the block, the vector of its token lies behind it.';
  return drawing(title, alt, [WIDTH, HEIGHT], body);
}

/** Draws a matrix with its grid at its upper left corner. */
function matrixAt([x, y]: Point): string[] {
  const thin = { color: '#9FB6C6', width: 0.8 };
  return [
    filled(corners([x, y], [ACROSS, DOWN]), FILL.input),
    ...Array.from({ length: COLUMNS - 1 }, (_, n) => {
      const at = x + (ACROSS / COLUMNS) * (n + 1);
      return line([[at, y] as const, [at, y + DOWN] as const], thin);
    }),
    ...Array.from({ length: ROWS - 1 }, (_, n) => {
      const at = y + (DOWN / ROWS) * (n + 1);
      return line([[x, at] as const, [x + ACROSS, at] as const], thin);
    }),
  ];
}

function corners([x, y]: Point, [width, height]: Point): Point[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

function filled(points: readonly Point[], fill: string): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(' ');
  return `<polygon points="${path}" fill="${fill}" stroke="${INK}" stroke-width="1"/>`;
}
