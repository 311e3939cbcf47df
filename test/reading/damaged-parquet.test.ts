import { describe, expect, test } from 'vitest';
import { bytesSource, openTable } from '../../lib/reading';
import { type ParquetToWrite, plain, uint32, varint, writeParquet } from './write-parquet';

async function textsOf(parquet: ParquetToWrite): Promise<string[]> {
  const texts: string[] = [];
  const table = await openTable(bytesSource('reviews.parquet', writeParquet(parquet)));
  for await (const { fields } of table.rows()) texts.push(fields[0]!);
  return texts;
}

const TEXTS = ['Fine', 'Bad', 'So so'];
const DICTIONARY = { kind: 'dictionary', body: plain(TEXTS) } as const;
/** Dictionary ids of two bits, bit-packed: 0, 1, 2. */
const IDS = [2, 3, 0b100100, 0];
const [RLE_DICTIONARY, DELTA, DELTA_LENGTHS, DELTA_BYTES] = [8, 5, 6, 7];
/** A run of 2 ** 31 - 1 equal values. */
const LONG_RUN = varint(2 ** 32 - 2);
/** Definition levels of three values that are there. */
const LEVELS = [...uint32(2), 3 << 1, 1];
/** Blocks of -4 values, whose four parts of 10 bits go back to where the block begins. */
const BACKWARDS = [...varint(2 ** 32 - 4), 4, 3, 0, 0, 10, 10, 10, 10];

describe('a Parquet file', () => {
  test.each<[string, ParquetToWrite]>([
    ['texts one after another', { pages: [{ body: plain(TEXTS) }] }],
    ['texts of version 2', { pages: [{ kind: 'data 2', body: plain(TEXTS) }] }],
    ['texts and levels', { isOptional: true, pages: [{ body: [...LEVELS, ...plain(TEXTS)] }] }],
    ['dictionary ids', { pages: [DICTIONARY, { encoding: RLE_DICTIONARY, body: IDS }] }],
    [
      'lengths as differences',
      {
        pages: [
          {
            encoding: DELTA_LENGTHS,
            body: [
              128,
              1,
              4,
              3,
              8,
              1,
              2,
              0,
              0,
              0,
              0b1100,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              ...Buffer.from(TEXTS.join('')),
            ],
          },
        ],
      },
    ],
  ])('of %s is read', async (_, parquet) => {
    expect(await textsOf(parquet)).toEqual(TEXTS);
  });

  test('of no values, whose empty dictionary LZ4 takes for damaged, is read', async () => {
    const body = [...uint32(2), 3 << 1, 0, 0]; // levels, and the width of ids
    const pages = [
      { kind: 'dictionary', count: 0, body: [0], unpackedSize: 0 },
      { encoding: RLE_DICTIONARY, body: [body.length << 4, ...body], unpackedSize: body.length },
    ] as const;
    expect(await textsOf({ codec: 7, isOptional: true, pages })).toEqual(['', '', '']);
  });

  // Without the checks, hyparquet reads the first seven without end, and the three of the wrong number
  // of rows or of ids without an error.
  test.each<[string, ParquetToWrite, string]>([
    [
      'a level repeats 2 ** 31 times',
      { isOptional: true, pages: [{ body: [...uint32(6), ...LONG_RUN, 1, ...plain(TEXTS)] }] },
      'repeats a value 2147483647 times',
    ],
    [
      'an id repeats 2 ** 31 times',
      { pages: [DICTIONARY, { encoding: RLE_DICTIONARY, body: [2, ...LONG_RUN, 0] }] },
      'repeats a value 2147483647 times',
    ],
    [
      'a run has as many values of no bits',
      {
        pages: [DICTIONARY, { kind: 'data 2', encoding: RLE_DICTIONARY, body: [0, ...varint(2 ** 32 - 1)] }],
      },
      'a run of 17179869176 values',
    ],
    [
      'blocks of integers go backwards',
      { type: 1, pages: [{ encoding: DELTA, body: BACKWARDS }] },
      '4 blocks of 4294967292 values',
    ],
    [
      'blocks of lengths go backwards',
      { pages: [{ encoding: DELTA_BYTES, body: BACKWARDS }] },
      '4 blocks of 4294967292 values',
    ],
    [
      'a block of LZ4 goes backwards',
      { codec: 5, pages: [{ body: [0, 0, 0, 0, 255, 255, 255, 248, 0, 0], unpackedSize: 30 }] },
      'lz4',
    ],
    [
      'an integer of the metadata does not end',
      { pages: [], metadata: [0x16, ...Array<number>(200_000).fill(255)] },
      'does not end',
    ],
    [
      'a list says 2 ** 25 elements',
      { pages: [], metadata: [0x19, 0xfc, ...varint(2 ** 25), ...Array<number>(9).fill(0)] },
      'a list of 33554432 elements',
    ],
    [
      'Zstandard says a window of 2 GB',
      { codec: 6, pages: [{ body: [0x28, 0xb5, 0x2f, 0xfd, 0, 0xa7, 1, 0, 0], unpackedSize: 30 }] },
      'unpacks to 2013265920',
    ],
    [
      'a page says that it unpacks to 2 GB',
      { codec: 1, pages: [{ body: [0], unpackedSize: 2 ** 31 - 1 }] },
      'unpacks to 2147483647',
    ],
    [
      'a page has fewer values than it says',
      { pages: [{ body: plain(TEXTS.slice(1)) }] },
      'ends amid its values',
    ],
    [
      'a page has fewer rows than the file',
      { pages: [{ body: plain(TEXTS.slice(1)), count: 2 }] },
      '2 of 3 rows',
    ],
    [
      'an id is not in the dictionary',
      { pages: [DICTIONARY, { encoding: RLE_DICTIONARY, body: [2, 3, 0b110100, 0] }] },
      'the dictionary id 3, of 3',
    ],
    [
      'ids have no dictionary',
      { type: 1, pages: [{ encoding: RLE_DICTIONARY, body: IDS }] },
      'the dictionary id 0, of 0',
    ],
    ['a page is cut off', { pages: [{ body: [] }], rows: 3 }, 'ends amid its values'],
  ])('is refused by name where %s', { timeout: 20_000 }, async (_, parquet, message) => {
    const error = await textsOf(parquet).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(error?.message).toContain('reviews.parquet is no Parquet file that can be read: ');
    expect(error?.message).toContain(message);
  });
});
