/** How the help of all commands reads. */
import { isAbsolute, relative } from 'node:path';
import type { AddHelpTextContext, Command, Option } from 'commander';

/**
 * Returns a command whose help describes all options as it does flags of systems (`options.ts`).
 */
export function withEvenHelp(program: Command): Command {
  return program.configureHelp({ ...program.configureHelp(), optionDescription });
}

/**
 * Returns the end of a command's help, for `addHelpText`.
 *
 * @param args what is typed behind the name of the command, for each example
 */
export function examples(...args: string[]): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const lines = args.map((text) => `  ${command.name()} ${text}`.trimEnd());
    return ['', args.length > 1 ? 'Examples:' : 'Example:', ...lines].join('\n');
  };
}

function optionDescription(option: Option): string {
  const { description, argChoices, mandatory, presetArg, defaultValue, defaultValueDescription } = option;
  const notes = [
    argChoices && `one of ${argChoices.join(', ')}`,
    mandatory && 'required',
    takesValue(option) &&
      defaultValue !== undefined &&
      `default: ${defaultValueDescription ?? shown(defaultValue)}`,
    presetArg !== undefined && `without a value: ${presetArg}`,
  ];
  return [description, ...notes.filter(Boolean).map((note) => `(${note})`)].join(' ');
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Returns a default. Folders are shown as seen from the current one. */
function shown(value: unknown): string {
  const text = String(value);
  return isAbsolute(text) ? relative('', text) || '.' : text;
}
