import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withEvenHelp } from '../../bin/help';
import { tuneCommand } from '../../bin/tune';
import { systems } from '../../experiments/systems/systems';
import { parseSpace } from '../../experiments/tuning/parameter';
import { repositoryRoot } from '../../lib/repository';

const { scripts } = JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'));
const names = Object.entries<string>(scripts).flatMap(
  ([, script]) => /^node bin[/](?:run|supervise)[.]cjs ([\w-]+)$/.exec(script)?.[1] ?? [],
);

const DIVIDES = ['--plan', '--shard', '--merge', '--redis', '--queue'];

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

/** Returns what each example has behind the name of the command. */
function examplesIn(help: string, program: Command): string[] {
  const [, lines = ''] = help.split(/^Examples?:\n/m);
  return [...lines.matchAll(/^ {2}(.*)$/gm)].map(([, line]) => {
    expect(line).toContain(`${program.name()} `);
    return line!.slice(program.name().length + 1);
  });
}

/** Splits a command line as a shell does. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

describe.each(names)('the help of %s', async (name) => {
  const program = await commandNamed(name);
  const { options, registeredArguments } = program;
  const help = helpOf(program);

  it('has an example that the command accepts, if it takes anything', () => {
    const examples = examplesIn(help, program);
    expect(examples.length > 0).toBe(options.length + registeredArguments.length > 0);
    for (const example of examples) {
      const { operands, unknown } = program.exitOverride().parseOptions(wordsOf(example));
      expect(unknown).toEqual([]);
      if (!registeredArguments.at(-1)?.variadic)
        expect(operands.length).toBeLessThanOrEqual(registeredArguments.length);
    }
  });

  it('says defaults in one way, each once, and no path of this machine', () => {
    for (const line of help.split('\n')) expect(line.split('(default: ').length).toBeLessThanOrEqual(2);
    expect(help).not.toMatch(/[.;] [Dd]efault: |default: "/);
    expect(help).not.toContain(repositoryRoot());
  });

  it('names --json last, before what divides the work', () => {
    const flags = options.map(({ long }) => long);
    const at = flags.indexOf('--json');
    if (at >= 0) expect(DIVIDES).toEqual(expect.arrayContaining(flags.slice(at + 1)));
  });
});

it.each(Object.values(systems))('the examples of tune search flags of $name', (system) => {
  const program = tuneCommand(['--model', system.name]);
  for (const example of examplesIn(helpOf(program), program)) {
    const params = [...example.matchAll(/--param (\S+)/g)].map(([, param]) => param!);
    expect(Object.keys(parseSpace(params, system))).not.toEqual([]);
  }
});
