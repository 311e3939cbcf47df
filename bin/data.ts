import { Command } from 'commander';
import pc from 'picocolors';
import { FlagError } from '../experiments/runs/flags';
import { catalog, dataSetName, datasetPath, install, isInstalled, sourceOf } from '../lib/datasets';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { examples } from './help';
import { complain, print, sayInColor } from './say';
import { shellQuoted } from './shell-quoted';
import { table } from './table';

interface Flags {
  from?: string;
  json?: boolean;
}

export function dataCommand(): Command {
  return new Command('npm run data --')
    .description('Lists the data sets, or installs the named ones.')
    .argument('[names...]', 'data sets to install')
    .option('--from <copy>', 'install this copy: an archive, a folder of unpacked files, or a URL')
    .option('--json', 'list as JSON')
    .addHelpText('after', examples('imdb glove-50', 'imdb --from aclImdb_v1.tar.gz'))
    .action(async (names: string[], flags: Flags) => {
      if (flags.from && names.length !== 1)
        throw new FlagError('--from is a copy of one data set: name one data set');
      if (names[0]?.startsWith('glove') && /\.(txt|vec|bin)(\.gz)?$/i.test(flags.from ?? ''))
        throw new FlagError(
          `${flags.from} has word vectors of your own: npm run -s train -- --model keras --vectors ${shellQuoted(flags.from!)}`,
        );
      for (const name of names.map(dataSetName)) await provide(name, flags);
      if (names.length === 0 || flags.json) list(flags.json ?? false);
    });
}

async function provide(name: string, { from }: Flags): Promise<void> {
  if (!from && isInstalled(name)) {
    await install(name); // mends a damaged record
    complain(`${name} is already installed in ${datasetPath(name)}`);
    return;
  }
  const warnings: string[] = [];
  await install(name, { from, progress: showProgress(name, 'bytes'), warn: (line) => warnings.push(line) });
  for (const line of warnings) complain(line);
  complain(`${name} is now installed in ${datasetPath(name)}`);
}

function list(asJson: boolean): void {
  const rows = Object.entries(catalog).map(([name, { what, license, citation, archive, source }]) => {
    const installed = isInstalled(name);
    const record = installed ? sourceOf(name) : undefined;
    return {
      name,
      what,
      license,
      citation,
      bytes: archive.bytes,
      source,
      installed,
      ...(record && { record }),
    };
  });
  if (asJson) print(rows, 2);
  else sayInColor(describe(rows));
}

interface Row {
  name: string;
  what: string;
  license: string;
  bytes: number;
  source: string;
  installed: boolean;
}

function describe(rows: readonly Row[]): string {
  const head = ['name', 'installed', 'download', 'license', 'source', 'what'].map(pc.bold);
  const cells = rows.map(({ name, what, license, bytes, source, installed }) => [
    name,
    installed ? 'installed' : 'no',
    `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`,
    license,
    source,
    what,
  ]);
  return table([head, ...cells], 'left');
}

if (require.main === module) void runCommand(dataCommand());
