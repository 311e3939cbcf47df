import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder } from '../bench/record';
import type { BenchRecord, Standing } from '../bench/standings';
import { replaceFileSync } from '../lib/files/replace-file';
import { markdownTable, withSections } from '../lib/markdown';
import { layersFolder } from './build-layers';

/** The libraries of the table, by the names that they have in the records of the bench. */
const LIBRARIES = { ours: 'fastLstm', 'stock tfjs': 'tf.layers.lstm', Keras: 'Keras', PyTorch: 'PyTorch' };

/** Writes the speeds that the bench has recorded into the package's README. */
export function writeSpeedTable(): void {
  const readme = join(layersFolder(), 'README.md');
  replaceFileSync(readme, withSpeedTable(readFileSync(readme, 'utf8')));
}

/** Returns a README with the recorded speeds in its section `<!-- table: speeds -->`. */
export function withSpeedTable(readme: string): string {
  const record = JSON.parse(readFileSync(join(benchFolder(), 'results', 'lstm.json'), 'utf8')) as BenchRecord;
  return withSections(readme, 'table', (name) => (name === 'speeds' ? speedTable(record) : undefined));
}

function speedTable({ cases, environment, rounds }: BenchRecord): string {
  const rows = cases
    .filter(({ standings }) => standings.length > 0)
    .map(({ name, standings }) => [
      name,
      ...Object.keys(LIBRARIES).map((library) => cell(standings.find((one) => one.name === library))),
    ]);
  const { date, processor, cores, system, versions } = environment;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    markdownTable([['milliseconds', ...Object.values(LIBRARIES)], ...rows]),
    '',
    `Medians of up to ${rounds} runs. ${date.split(' ')[0]}, ${processor}, ${cores} cores, ${system};`,
    `${used.join(', ')}`,
  ].join('\n');
}

/** Returns a time with how many times ours it is. */
function cell(standing: Standing | undefined): string {
  if (standing?.median === undefined) return '';
  const { median, ratio = 1 } = standing;
  return ratio === 1 ? figures(median) : `${figures(median)} (${figures(ratio)} x)`;
}

function figures(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}
