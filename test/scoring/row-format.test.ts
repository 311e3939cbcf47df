import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { lateKeyWarnings, type RowFormat, rowWriter } from '../../lib/scoring';

const JSON_LINES: RowFormat = { kind: 'json' };
const CSV: RowFormat = { kind: 'delimited', delimiter: ',' };
const prediction = { label: 'good', probability: 0.75, probabilities: Float32Array.of(0.25, 0.75) };
const fields = ['Fine', '1', 'x', '3'];
const row = { line: 2, fields };

describe('the columns of scored rows', () => {
  const added = (columns: string[], format = CSV) =>
    rowWriter({ columns, hasHeader: true }, format, ['bad']).added;

  it('have names that the table does not have, however often it was scored', () => {
    expect(added(['text'])).toEqual(['label', 'probability', 'probability_bad']);
    expect(added(['text', 'probability'])[0]).toBe('predicted_label');
    expect(added(['text', 'label', 'predicted_label'])[0]).toBe('predicted_2_label');
    expect(added(['text', 'label', 'predicted_label', 'predicted_2_label'])[0]).toBe('predicted_3_label');
  });

  it('stand beside the text of a row that cannot be read', () => {
    const columns = ['id', 'text'];
    const scored = [{ row: { line: 2, fields: ['', ''], unreadable: '{"id": 1,' }, without: 'row' } as const];
    const csv = rowWriter({ columns, hasHeader: true }, CSV).rows(scored);
    expect(parse(csv)).toEqual([['{"id": 1,', '', '', '']]);
    const line = rowWriter({ columns, hasHeader: true }, JSON_LINES).rows(scored);
    expect(JSON.parse(line)).toEqual({ unreadable: '{"id": 1,', label: null, probability: null });
  });

  it('do not have keys that come late in JSON, which is said', () => {
    const late = new Map([['note', 1101]]);
    expect(lateKeyWarnings('x.jsonl', late, CSV)).toEqual([
      expect.stringMatching(/x\.jsonl: "note" first appears in line 1,101, .* LEFT OUT.*--out FILE\.jsonl/),
    ]);
    expect(lateKeyWarnings('x.jsonl', late, JSON_LINES)).toEqual([]);
  });

  it('leave every value of the table as it was', () => {
    const columns = ['text', 'label', 'predicted_label', 'predicted_probability'];
    const scored = [{ row, prediction }];
    const [found] = parse(rowWriter({ columns, hasHeader: true }, CSV).rows(scored)) as string[][];
    expect(found).toEqual([...fields, 'good', '0.75']);
    const line = rowWriter({ columns, hasHeader: true }, JSON_LINES).rows(scored);
    expect(JSON.parse(line)).toMatchObject({ label: '1', predicted_label: 'x', predicted_2_label: 'good' });
  });
});
