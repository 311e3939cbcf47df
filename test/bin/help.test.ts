import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { withEvenHelp } from '../../bin/help';
import { repositoryRoot } from '../../lib/repository';

const { scripts } = JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'));
const names = Object.entries<string>(scripts).flatMap(
  ([, script]) => /^node bin[/](?:run|supervise)[.]cjs ([\w-]+)$/.exec(script)?.[1] ?? [],
);

async function commandNamed(name: string): Promise<Command> {
  const module = await import(`../../bin/${name}.ts`);
  const [, create] = Object.entries<(argv: string[]) => Command>(module).find(([key]) =>
    key.endsWith('Command'),
  )!;
  return withEvenHelp(await create([]));
}

/** Returns the help as a terminal of any width shows it. */
function helpOf(program: Command): string {
  let help = '';
  program.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 1e6 }).outputHelp();
  return help;
}

const own = ({ long }: Option) => long !== '--help';

describe.each(names)('the help of %s', async (name) => {
  const program = await commandNamed(name);
  const help = helpOf(program);

  it('has an example that the command accepts, if it takes anything', () => {
    const examples =
      help
        .split(/^Examples?:\n/m)[1]
        ?.trim()
        .split('\n') ?? [];
    const { options, registeredArguments } = program;
    expect(examples.length > 0).toBe(options.some(own) || registeredArguments.length > 0);
    for (const example of examples) {
      const [start, rest] = [
        example.trim().slice(0, program.name().length),
        example.trim().slice(program.name().length),
      ];
      expect(start).toBe(program.name());
      const args = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
      const { operands, unknown } = program.exitOverride().parseOptions(args);
      expect(unknown).toEqual([]);
      const most = registeredArguments.at(-1)?.variadic ? 99 : registeredArguments.length;
      expect(operands.length).toBeLessThanOrEqual(most);
    }
  });

  it('says defaults in one way, each once, and no path of this machine', () => {
    for (const line of help.split('\n')) expect(line.split('(default: ').length).toBeLessThanOrEqual(2);
    expect(help).not.toMatch(/[.;] [Dd]efault: |default: "/);
    expect(help).not.toContain(repositoryRoot());
  });

  it('names --json last, before what divides the work', () => {
    const long = program.options.map((option) => option.long);
    const after = long.slice(long.indexOf('--json') + 1);
    if (long.includes('--json')) expect(DIVIDES).toEqual(expect.arrayContaining(after));
  });
});

const DIVIDES = ['--plan', '--shard', '--merge', '--redis', '--queue'];
