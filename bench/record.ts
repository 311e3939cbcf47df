import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../lib/files/replace-file';
import { withSections } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';
import { markdownReport } from './report';
import type { BenchRecord } from './standings';

/** Returns the folder with the README and the results of the bench. */
export function benchFolder(): string {
  return join(repositoryRoot(), 'bench');
}

/** Saves the record of a suite to `results/SUITE.json` and to the suite's table in the README. */
export async function keepRecord(record: BenchRecord, folder = benchFolder()): Promise<void> {
  const results = join(folder, 'results');
  await mkdir(results, { recursive: true });
  const readme = join(folder, 'README.md');
  const page = withTable(await readFile(readme, 'utf8'), record);
  await replaceFile(join(results, `${record.suite}.json`), `${JSON.stringify(record, null, 2)}\n`);
  await replaceFile(readme, page);
}

/** Returns the contestants in the last record of a suite that are not among `names`. */
export async function contestantsLost(suite: string, names: readonly string[], folder = benchFolder()) {
  const record = join(folder, 'results', `${suite}.json`);
  if (!existsSync(record)) return [];
  const { cases } = JSON.parse(await readFile(record, 'utf8')) as BenchRecord;
  const measured = new Set(cases.flatMap(({ standings }) => standings.map(({ name }) => name)));
  return [...measured].filter((name) => !names.includes(name));
}

/**
 * Returns a README with the table of a suite between its markers,
 * `<!-- table: SUITE -->` and `<!-- end of table -->`.
 *
 * @throws if the README does not have these markers
 */
export function withTable(readme: string, record: BenchRecord): string {
  let placed = false;
  const written = withSections(readme, 'table', (suite) => {
    if (suite !== record.suite) return undefined;
    placed = true;
    return markdownReport(record);
  });
  if (!placed)
    throw new Error(
      `bench/README.md has no place for the table: write <!-- table: ${record.suite} --> <!-- end of table -->`,
    );
  return written;
}
