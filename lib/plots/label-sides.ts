/** The position of a label relative to its point, in Plotly's words. */
export type Side = `${'top' | 'bottom'} ${'center' | 'right' | 'left'}` | 'middle right' | 'middle left';

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const [LETTER, LINE] = [7.2, 15]; // the approximate size of a character, in pixels
const [POINT_SIZE, GAP] = [8, 6]; // the size of a point, and its distance to the label, in pixels
const SIDES: readonly Side[] = [
  'top center',
  'bottom center',
  'middle right',
  'middle left',
  'top right',
  'top left',
  'bottom right',
  'bottom left',
];

/**
 * Returns the position of each label: the one where it covers the smallest area of earlier labels
 * and of points, and above its point where several cover the same.
 *
 * @param points in pixels, x to the right and y downwards
 * @param labels the texts of the labels, `[points]`
 */
export function labelSides(
  points: readonly (readonly [number, number])[],
  labels: readonly string[],
): Side[] {
  const pointBoxes = points.map(([x, y]) => around(x, y, POINT_SIZE, POINT_SIZE));
  const placed: Box[] = [];
  return points.map((point, n) => {
    const boxes = SIDES.map((side) => labelBox(point, labels[n]!.length * LETTER, side));
    const covered = boxes.map((box) => {
      const labeled = placed.reduce((sum, other) => sum + shared(box, other), 0);
      return (
        labeled + pointBoxes.reduce((sum, pointBox, m) => sum + (m === n ? 0 : shared(box, pointBox)), 0)
      );
    });
    const best = covered.indexOf(Math.min(...covered));
    placed.push(boxes[best]!);
    return SIDES[best]!;
  });
}

function labelBox([x, y]: readonly [number, number], width: number, side: Side): Box {
  const [height, place] = side.split(' ');
  const down = height === 'top' ? -1 : height === 'bottom' ? 1 : 0;
  const right = place === 'right' ? 1 : place === 'left' ? -1 : 0;
  return around(x + right * (GAP + width / 2), y + down * (GAP + LINE / 2), width, LINE);
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** Returns the area that two boxes share, in square pixels. */
function shared(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
