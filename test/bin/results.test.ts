import { expect, it } from 'vitest';
import { resultsCommand } from '../../bin/results';

async function runOf(...names: string[]): Promise<unknown> {
  const program = resultsCommand().action(() => {});
  program.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(['node', 'results', '--run', ...names]);
  return program.opts().run;
}

it('results --run takes several experiments, by their names or earlier names', async () =>
  expect(await runOf('keras-as-set', 'nb')).toEqual(['keras-original', 'nb']));

it('results --run refuses other names, and lists the experiments', () =>
  expect(runOf('kreas')).rejects.toThrow(/'kreas' is invalid. Allowed choices are oreilly-original, /));
