import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  namedUnit,
  openStudy,
  type Study,
  trialInputsOf,
  trialUnit,
} from '../../../experiments/tuning/study';
import { drawTrials } from '../../../lib/tuning/search-space';
import { writeResult } from '../../../lib/units';

const folder = mkdtempSync(join(tmpdir(), 'study-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'study.json');

const study: Study = {
  ...{ system: 'simple', rungs: 2, eta: 3, searchSeed: 0, seeds: [0] },
  flags: { data: 'texts.csv', random_state: 0 } as object as Study['flags'],
  space: { learning_rate: { kind: 'number', from: 1e-4, to: 1e-2, scale: 'log' } },
};
const data = { labels: 'ab'.repeat(32) };
const code = 'cd'.repeat(32);
const open = () => openStudy(folder, study, data, code);

describe('study.json', () => {
  let written: string;
  beforeAll(async () => {
    expect(await open()).toBe(code);
    written = readFileSync(file, 'utf8');
  });

  it('is read again', async () => expect(await open()).toBe(code));

  it('that an earlier version wrote, without its SHA-256, is read', async () => {
    const { sha256: _, code: _none, ...content } = JSON.parse(written);
    writeFileSync(file, JSON.stringify({ ...content, format: 1 }));
    expect(await open()).toBeUndefined();
  });

  it.each([
    ['another eta', (text: string) => text.replace('"eta": 3', '"eta": 4'), 'its SHA-256 differs'],
    ['no SHA-256', (text: string) => text.replace(/,\s*"sha256": "\w+"/, ''), 'has no sha256'],
    ['its beginning only', (text: string) => text.slice(0, 99), 'is not JSON'],
    ['null', () => 'null', 'has null, expected'],
    [
      'no ranges, without a SHA-256',
      (text: string) => {
        const { sha256: _, ...content } = JSON.parse(text);
        return JSON.stringify({ ...content, format: 1, study: { ...content.study, space: [3] } });
      },
      'has study.space',
    ],
  ])('is refused with %s', async (_, damage, problem) => {
    writeFileSync(file, damage(written));
    await expect(open()).rejects.toThrow(`${file} `);
    await expect(open()).rejects.toThrow(problem);
    await expect(open()).rejects.toThrow('remove its folder, and start the search again');
  });

  it('of another search is refused with what differs', async () => {
    writeFileSync(file, written);
    await expect(openStudy(folder, { ...study, eta: 2 }, data, code)).rejects.toThrow('eta is 3');
  });

  it('that is damaged is written again if all results are of this search', async () => {
    const place = join(folder, 'repaired');
    const path = join(place, 'study.json');
    const warned: string[] = [];
    const again = (trials: number) =>
      openStudy(place, study, data, code, { trials, warn: (line) => warned.push(line) });
    await again(3);
    const before = readFileSync(path, 'utf8');
    const damaged = before.replace('"eta": 3', '"eta": 7');
    writeFileSync(path, damaged);
    await expect(again(3)).rejects.toThrow('its SHA-256 differs'); // it has no results
    const second = drawTrials(study.space, 3, 0)[1]!;
    const { digest } = trialUnit(study, second, { data, seed: 0, rung: 0 });
    await writeResult(place, digest, { body: '{}', items: 1 });
    await expect(again(1)).rejects.toThrow('its SHA-256 differs'); // the result is of another trial
    expect(await again(3)).toBe(code);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(warned).toEqual([expect.stringContaining(`${path} was changed since it was written`)]);
    writeFileSync(path, damaged.replace(code, 'cf'.repeat(32)));
    expect(await again(3)).toBeUndefined();
  });

  it('of several processes that begin a search at once, those with the same one go on', async () => {
    const together = join(folder, 'together');
    const versions = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(64));
    const begun = await Promise.all(versions.map((version) => openStudy(together, study, data, version)));
    expect(new Set(begun).size).toBe(1);
    const others = Array.from({ length: 8 }, (_, searchSeed) => ({ ...study, searchSeed }));
    const apart = join(folder, 'apart');
    const ends = await Promise.allSettled(others.map((other) => openStudy(apart, other, data, code)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(apart)).toEqual(['study.json']);
  });
});

describe('the unit of a trial', () => {
  const unit = trialUnit(study, { learning_rate: 0.001 }, { data, seed: 0, rung: 1 });

  it('has what the trial needs', () => {
    const inputs = trialInputsOf(unit);
    expect(inputs.flags).toMatchObject({ data: 'texts.csv', learning_rate: 0.001 });
    expect(namedUnit(inputs).digest).toBe(unit.digest);
  });

  it.each([
    ['rung', -1, 'has rung = -1'],
    ['flags', { data: 3 }, 'has no flags.random_state'],
    ['seed', Number.NaN, 'has seed = NaN'],
    ['data', null, 'has data = null'],
  ])('is refused if its %s is %j', (name, value, problem) => {
    const damaged = { ...unit, inputs: { ...unit.inputs, [name]: value as number } };
    expect(() => trialInputsOf(damaged)).toThrow(problem);
  });
});
