/**
 * The inputs of a stage of pretraining, recorded in its folder: with others, it has to be made
 * again.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson } from '../files/json-file';

/** All that decides what a stage makes. */
export type Inputs = { readonly [name: string]: string | number | boolean | Inputs | undefined };

const FILE = 'inputs.json';
const inputsSchema = v.record(v.string(), v.unknown()); // each value is compared

/** Returns whether a stage is done. @throws when it was made from other inputs */
export async function isDone(folder: string, inputs: Inputs): Promise<boolean> {
  if (!existsSync(folder)) return false;
  requireSameInputs(folder, await readInputs(folder), inputs);
  return true;
}

/**
 * Returns the inputs of a stage; undefined if an earlier version made it, which did not record
 * them.
 */
export async function readInputs(folder: string): Promise<Inputs | undefined> {
  const file = join(folder, FILE);
  const remedy = 'remove the folder and pretrain again';
  return existsSync(file) ? ((await readJson(file, inputsSchema, remedy)) as Inputs) : undefined;
}

/** Writes the inputs of a stage into its folder. */
export async function writeInputs(folder: string, inputs: Inputs): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(inputs, null, 2)}\n`);
}

/**
 * Checks that a stage was made from these inputs. @throws when one differs, with its name and
 * values
 */
export function requireSameInputs(folder: string, made: Inputs | undefined, inputs: Inputs): void {
  const what = made ? difference(made, inputs) : 'an earlier version made it, and did not record its inputs';
  if (what)
    throw new Error(`${folder} was made from other inputs (${what}): remove it, or name another folder`);
}

function difference(made: Inputs, inputs: Inputs): string | undefined {
  for (const name of new Set([...Object.keys(made), ...Object.keys(inputs)])) {
    const [before, now] = [made[name], inputs[name]];
    const found =
      isInputs(before) && isInputs(now)
        ? difference(before, now)
        : before !== now && `${name} ${JSON.stringify(before)}, now ${JSON.stringify(now)}`;
    if (found) return found;
  }
  return undefined;
}

function isInputs(value: Inputs[string] | null): value is Inputs {
  return typeof value === 'object' && value !== null;
}
