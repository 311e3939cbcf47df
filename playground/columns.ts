/** The place of a token's column. */
export interface Column {
  left: number;
  width: number;
}

/** The columns of a sheet, in pixels. */
export interface Columns {
  places: readonly Column[];
  width: number;
}

/** The width of a character, and what is around a word. */
const CHARACTER = 7.4;
const AROUND = 14;
const NARROWEST = 30;

/** Returns columns as wide as their words, and at least as wide as the room for all. */
export function columnsOf(tokens: readonly string[], room: number): Columns {
  const natural = tokens.map((token) => Math.max(NARROWEST, token.length * CHARACTER + AROUND));
  const sum = natural.reduce((total, width) => total + width, 0);
  const most = Math.max(0, room - 2);
  const stretch = sum > 0 && sum < most ? Math.min(2.2, most / sum) : 1;
  let left = 0;
  const places = natural.map((width) => {
    const place = { left, width: width * stretch };
    left += place.width;
    return place;
  });
  return { places, width: Math.max(left, most) };
}
