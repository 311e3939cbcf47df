/**
 * What a terminal would act on: control characters but tab and line feed, and those that turn the
 * direction of text.
 */
const CONTROL = '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]';
const CONTROLS = new RegExp(CONTROL, 'g');
const COLORS_OR_CONTROLS = new RegExp(`\\u001b\\[[\\d;]*m|${CONTROL}`, 'g');

/**
 * Returns text that cannot control a terminal: its control characters become visible, as in JSON
 * (`\u001b`). So what a text, a class, a file name or an error contains cannot move the cursor,
 * change the title or write over other lines. In JSON, strings stay the same.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/**
 * Does what `visible` does, but keeps colors. Use `visible` for the data in a colored line, and
 * this for the line.
 */
export function visibleInColor(text: string): string {
  return text.replace(COLORS_OR_CONTROLS, (found) => (found.length > 1 ? found : escaped(found)));
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
