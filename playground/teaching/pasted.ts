/** Texts that people paste: often lines with a label, without the quotes that a CSV needs. */

/** A longer field is no label. */
const LONGEST_LABEL = 40; // characters

/**
 * Returns pasted text as CSV. Lines of a text and a label, such as `Slow, but good, praise`, get
 * the quotes that they lack: the label is behind the last comma, or before the first one, of each
 * line. Anything else is returned as it is: a table is read later.
 */
export function pastedTable(pasted: string): string {
  const lines = pasted.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 || /["\t]|^\s*[[{]/.test(pasted)) return pasted;
  const counts = new Set(lines.map((line) => line.split(',').length));
  if (counts.size === 1 || counts.has(1)) return pasted; // a table already, or lines without labels
  const texts = HEADER.test(lines[0]!) ? lines.slice(1) : lines;
  const rows = [behindLastComma, beforeFirstComma].map((split) => texts.map(split)).find(haveLabels);
  if (!rows) return pasted;
  return [{ text: 'text', label: 'label' }, ...rows]
    .map(({ text, label }) => `"${text}","${label}"`)
    .join('\n');
}

/** The names of the two columns. */
const HEADER = /^\s*(texts?\s*,\s*labels?|labels?\s*,\s*texts?)\s*$/i;

interface Row {
  text: string;
  label: string;
}

function behindLastComma(line: string): Row {
  const at = line.lastIndexOf(',');
  return { text: line.slice(0, at).trim(), label: line.slice(at + 1).trim() };
}

function beforeFirstComma(line: string): Row {
  const at = line.indexOf(',');
  return { text: line.slice(at + 1).trim(), label: line.slice(0, at).trim() };
}

/** Returns whether what is taken for labels is short, and some labels come twice. */
function haveLabels(rows: readonly Row[]): boolean {
  const labels = rows.map(({ label }) => label);
  const isShort = labels.every((label) => label !== '' && label.length <= LONGEST_LABEL);
  return isShort && new Set(labels).size <= Math.max(2, rows.length / 2);
}
