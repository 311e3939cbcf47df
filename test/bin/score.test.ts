import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { predictCommand } from '../../bin/predict';
import { scoreCommand } from '../../bin/score';
import { FlagError } from '../../experiments/runs/flags';
import { importKeras } from '../../lib/importers';
import { repositoryRoot } from '../../lib/repository';
import { catchOutput, outputOf } from './command-output';
import { inPipes } from './pseudo-terminal';

const dir = mkdtempSync(join(tmpdir(), 'score-'));
const at = (name: string) => join(dir, name);
const model = at('model');
const FIXTURE = join(__dirname, '..', 'importers', 'fixtures', 'text.keras');
beforeAll(async () => {
  await (await importKeras(FIXTURE, { classes: ['bad', 'good'] })).save(model);
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

const LIMIT = { timeout: 300_000 };
const score = (args: readonly string[], input?: string) =>
  inPipes('score', ['--checkpoints_dir', model, ...args], input);
/** Runs `score` in this process: it ends before it scores anything. */
const refused = (...args: string[]) => outputOf(scoreCommand(), '--checkpoints_dir', model, ...args);

/** Writes a CSV of short rows. */
function rowsFile(name: string, count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `${n},"warm film, not dull, number ${n}"`);
  writeFileSync(at(name), ['id,text', ...rows, ''].join('\n'));
  return at(name);
}

describe('score', () => {
  it('writes the same rows with label and probability, blank, unknown and odd ones too', LIMIT, () => {
    writeFileSync(
      at('in.csv'),
      'id,text,note\n7,"a warm\nfilm, ""funny""",x\n8,,y\n9,dull,z,extra\n10,mess\n11,Жук!,\n',
    );
    const { code, stderr } = score([at('in.csv'), '--out', at('out.csv'), '--per_class']);
    expect(code).toBe(0);
    const [header, ...rows] = parse(readFileSync(at('out.csv'), 'utf8')) as string[][];
    expect(header).toEqual([
      'id',
      'text',
      'note',
      'label',
      'probability',
      'probability_bad',
      'probability_good',
    ]);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['7', 'a warm\nfilm, "funny"', 'x'],
      ['8', '', 'y'],
      ['9', 'dull', 'z,extra'],
      ['10', 'mess', ''],
      ['11', 'Жук!', ''],
    ]);
    expect(rows[1]!.slice(3)).toEqual(['', '', '', '']);
    expect(rows[4]!.slice(3)).toEqual(['', '', '', '']);
    expect(rows[0]![3]).toMatch(/^(bad|good)$/);
    expect(Number(rows[0]![4])).toBeCloseTo(Math.max(Number(rows[0]![5]), Number(rows[0]![6])));
    expect(Number(rows[0]![5]) + Number(rows[0]![6])).toBeCloseTo(1, 5);
    expect(stderr).toMatch(/Reading in\.csv: CSV, UTF-8, columns id, text, note\. Texts: column text/);
    expect(stderr).toMatch(
      /1 blank text, without a label\n1 text without a word that the model knows, without a label\n2 odd rows:\n {2}line 5: 4 fields instead of 3\n {2}line 6: 2 fields instead of 3\n/,
    );
  });

  it('reads JSON lines from a pipe, and keeps their values and a label that they have', LIMIT, () => {
    const rows = [
      { id: 1, text: 'warm film', label: 0, tags: ['a'] },
      { id: 2, text: 'dull', label: 1, tags: null },
      { id: 3, text: 'Жук', label: 1, tags: [] },
    ];
    const long = '{"id": 570306133677760513, "text": "dull: 1234567890123456", "label": NaN}';
    const lines = [...rows.map((row) => JSON.stringify(row)), long, ''].join('\n');
    const { stdout, code } = score([], lines);
    expect(code).toBe(0);
    expect(stdout).toContain('{"id": 570306133677760513, "text": "dull: 1234567890123456", "label": null, "');
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.slice(0, 3)).toMatchObject(rows);
    expect(found[2]).toMatchObject({ predicted_label: null, predicted_probability: null });
    expect(found[0].predicted_label).toMatch(/^(bad|good)$/);
    expect(found[0].predicted_probability).toBeGreaterThan(0.5);
  });

  it('keeps a line that is no JSON, and says why it has no label', LIMIT, () => {
    const lines = ['{"text": "warm film"}', '{"text": "dull"', '"a string"', '{"text": "mess"}', ''];
    const { stdout, stderr, code } = score([], lines.join('\n'));
    expect(code).toBe(0);
    const [first, ...others] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ text: 'warm film', label: expect.any(String) });
    expect(others.slice(0, 2)).toEqual([
      { unreadable: '{"text": "dull"', label: null, probability: null },
      { unreadable: '"a string"', label: null, probability: null },
    ]);
    expect(stderr).not.toContain('blank');
    expect(stderr).toMatch(
      /2 odd rows:\n {2}line 2: .*JSON.*; kept as it is, without a label\n {2}line 3: expected an object/,
    );
  });

  it('answers a program that waits for each answer', LIMIT, async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/score.ts', '--checkpoints_dir', model], {
      cwd: repositoryRoot(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const text of ['warm film', 'dull', 'funny']) {
      child.stdin.write(`${text}\n`);
      expect((await answers.next()).value).toMatch(new RegExp(`^${text},(bad|good),0\\.\\d+$`));
    }
    child.stdin.end();
    expect((await answers.next()).done).toBe(true);
  });

  it('is continued after a kill without a lost or a doubled row', LIMIT, async () => {
    const file = rowsFile('long.csv', 30_000);
    const out = at('long.jsonl');
    const args = ['--import', 'tsx', 'bin/score.ts', file, '--out', out, '--checkpoints_dir', model];
    const child = spawn(process.execPath, args, { cwd: repositoryRoot(), stdio: 'ignore' });
    const journal = `${out}.partial.json`;
    const done = () => (existsSync(journal) ? (JSON.parse(readFileSync(journal, 'utf8')).rows as number) : 0);
    while (done() < 2000) await sleep(50);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(existsSync(out)).toBe(false);
    expect(done()).toBeLessThan(30_000);

    const { stderr, code } = score([file, '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Continuing after [\d,]+ rows/);
    const rows = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: 30_000 }, (_, n) => n));
    expect(rows.every(({ label }) => /^(bad|good)$/.test(label))).toBe(true);
    expect(existsSync(journal)).toBe(false);
    await expect(refused(file, '--out', out)).rejects.toThrow(/long\.jsonl exists: name a new file/);
  });

  it('refuses to continue what was begun with other options', async () => {
    const out = at('other.csv');
    writeFileSync(`${out}.partial`, 'id\n');
    writeFileSync(`${out}.partial.json`, JSON.stringify({ format: 1, key: 'other', rows: 0, bytes: 3 }));
    await expect(refused(rowsFile('few.csv', 3), '--out', out, '--workers', '1')).rejects.toThrow(
      /was begun for another input, model or options: remove it/,
    );
  });

  it('refuses to continue after other files were copied over the model', LIMIT, async () => {
    const [out, folder, other] = [at('mixed.jsonl'), at('overwritten'), at('other-model')];
    cpSync(model, folder, { recursive: true });
    const args = [rowsFile('mixed.csv', 30_000), '--out', out, '--checkpoints_dir', folder, '--workers', '1'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/score.ts', ...args], {
      cwd: repositoryRoot(),
      stdio: 'ignore',
    });
    while (!existsSync(`${out}.partial.json`)) await sleep(50);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const { mtime } = statSync(folder);
    await (await importKeras(FIXTURE, { classes: ['good', 'bad'] })).save(other);
    cpSync(other, folder, { recursive: true });
    utimesSync(folder, mtime, mtime);
    await expect(outputOf(scoreCommand(), ...args)).rejects.toThrow(/was begun for another input, model or/);
  });

  it.skipIf(process.platform === 'win32')('ends silently when its reader ends', LIMIT, async () => {
    const file = rowsFile('head.csv', 20_000);
    const command = `"${process.execPath}" --import tsx bin/score.ts "${file}" --checkpoints_dir "${model}" --workers 1 | head -n 2`;
    const child = spawn('bash', ['-c', command], {
      cwd: repositoryRoot(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [shown, errors] = ['', ''];
    child.stdout.on('data', (chunk) => {
      shown += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(shown.split('\n')[0]).toBe('id,text,label,probability');
    expect(errors).not.toMatch(/EPIPE|Error|at /);
  });

  it('refuses a file without a text column, and one that does not exist', async () => {
    writeFileSync(at('numbers.csv'), 'a,b\n1,2\n3,4\n');
    await expect(refused(at('numbers.csv'))).rejects.toThrow(/--text_column/);
    const missing = refused(at('none.csv'));
    await expect(missing).rejects.toThrow(/none\.csv does not exist/);
    await expect(missing).rejects.toBeInstanceOf(FlagError);
  });
});

describe('predict', () => {
  it('answers blank lines with blank lines', LIMIT, () => {
    const { stdout } = inPipes('predict', ['--checkpoints_dir', model], 'warm film\r\n\r\n  \r\ndull\r\n');
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^(bad|good) \d+\.\d % {2}warm film/);
    expect(lines.slice(1, 3)).toEqual(['', '']);
    expect(lines[3]).toMatch(/dull/);
  });

  it('names score for files', async () => {
    writeFileSync(at('some.csv'), 'SentimentText,Sentiment\n"warm film, funny",1\ndull,0\n');
    const asked = outputOf(predictCommand(), at('some.csv'));
    await expect(asked).rejects.toThrow(/score -- .*some\.csv/);
    await expect(asked).rejects.toBeInstanceOf(FlagError);
  });
});
