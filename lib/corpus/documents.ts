import { basename } from 'node:path';
import {
  addBadRow,
  allBytes,
  decoder,
  judgeBadRows,
  type LabelMeaning,
  noBadRows,
  type ReadingOptions,
} from '../reading';
import type { DataFile } from './data-files';
import type { Review } from './review';

/** The number of files in a block. */
const BLOCK = 256;

/** Files with one text each, and their labels. */
export interface Documents {
  files: readonly DataFile[];
  labels: readonly (string | undefined)[];
}

/**
 * Yields the text of each file in order, in blocks. Files without text are left out like bad rows.
 *
 * @param onRead receives how many bytes are read so far
 * @param note receives what to tell about files without text
 * @throws like `judgeBadRows`, at the end
 */
export async function* documentBlocks(
  { files, labels }: Documents,
  meaning: LabelMeaning,
  { encoding, badRows }: ReadingOptions,
  onRead: (done: number) => void,
  note: (line: string) => void,
): AsyncGenerator<Review[]> {
  const bad = noBadRows();
  let block: Review[] = [];
  let done = 0;
  for (const [at, file] of files.entries()) {
    const named = labels[at];
    const label = named === undefined ? undefined : meaning.classOf(named);
    done += file.size ?? 0;
    if (label === null) continue; // dropped
    const decode = decoder(file.name, encoding);
    const text = decode.write(file.whole?.() ?? (await allBytes(file.chunks()))) + decode.end();
    const rating = ratingOf(file.path);
    if (text.trim() === '') addBadRow(bad, file.path, 'the file has no text');
    else block.push({ text, ...(label && { label }), ...(rating && { rating }), source: file.path });
    if (block.length < BLOCK) continue;
    onRead(done);
    yield block;
    block = [];
  }
  yield block;
  const line = judgeBadRows(bad, files.length, badRows);
  if (line) note(line);
}

/** Returns the rating in `number_rating.txt`; undefined for another name, and for 0, no rating. */
function ratingOf(file: string): number | undefined {
  return Number(/^\d+_(\d+)\.txt$/.exec(basename(file))?.[1]) || undefined;
}
