/** A cell and what comes of it. A cell without an `error` must not fail. */
export interface SharedCell {
  code: string;
  /** The result as text; undefined if it is not looked at. */
  result?: string;
  /** TypeScript modules that are written before it runs. */
  files?: Record<string, string>;
  /** All that the cell prints to stdout. */
  prints?: string;
  /** The name and the message of the error: `TypeError: ...`. `[n]` is as in `traceback`. */
  error?: string;
  /**
   * A part of the traceback, in which `[n]` is the number of the cell, and `[n-1]` the one before.
   */
  traceback?: string;
  /** What the reader types into input boxes. */
  types?: readonly string[];
  /**
   * A part of what appears on stderr below the cell after it has ended. The next cell waits for it.
   */
  later?: string;
}

/** Cells that show one rule. */
export interface SharedCase {
  rule: string;
  cells: SharedCell[];
  /** TypeScript modules beside the notebook. */
  files?: Record<string, string>;
}

/** A case whose last cell has a result, and whose other cells only run. */
export function shows(rule: string, ...codesAndResult: string[]): SharedCase {
  const result = codesAndResult.at(-1)!;
  const codes = codesAndResult.slice(0, -1);
  const last = codes.length - 1;
  return { rule, cells: codes.map((code, index) => (index === last ? { code, result } : { code })) };
}

/** A case whose last cell fails, and whose other cells only run. */
export function fails(rule: string, ...codesAndError: string[]): SharedCase {
  const error = codesAndError.at(-1)!;
  const codes = codesAndError.slice(0, -1);
  const last = codes.length - 1;
  return { rule, cells: codes.map((code, index) => (index === last ? { code, error } : { code })) };
}

/** What came of a cell. */
export interface SharedOutcome {
  number: number;
  result?: string | undefined;
  printed: string;
  error?: string | undefined;
  traceback: string;
}

/** Returns what is wrong with the outcome of a cell; nothing if it is as it must be. */
export function faultsOf(cell: SharedCell, outcome: SharedOutcome): string[] {
  const numbered = (text: string) =>
    text.replace(/\[n(-\d+)?\]/g, (_, back = 0) => `[${outcome.number + Number(back)}]`);
  const faults: string[] = [];
  const expect = (what: string, found: string, wanted: string, isRight = found === wanted) => {
    if (!isRight)
      faults.push(`${cell.code}\n${what}: ${JSON.stringify(found)}\nwanted: ${JSON.stringify(wanted)}`);
  };
  expect('error', outcome.error ?? '', numbered(cell.error ?? ''));
  if (cell.result !== undefined) expect('result', outcome.result ?? '', cell.result);
  if (cell.prints !== undefined) expect('printed', outcome.printed, cell.prints);
  const wanted = numbered(cell.traceback ?? '');
  expect('traceback', outcome.traceback, wanted, outcome.traceback.includes(wanted));
  return faults;
}
