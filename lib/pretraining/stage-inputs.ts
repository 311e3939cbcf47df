/**
 * The inputs of a stage of pretraining, recorded in its folder: with others, it has to be made
 * again.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { finiteNumber, readJson } from '../files/json-file';

/** All that decides what a stage makes. */
export type Inputs = { readonly [name: string]: string | number | boolean | Inputs | undefined };

const FILE = 'inputs.json';
const REMEDY = 'remove the folder and pretrain again';
/** Each input is compared. The seconds are no input. */
const inputsSchema = v.objectWithRest({ seconds: v.optional(finiteNumber) }, v.unknown());

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
  if (!existsSync(file)) return undefined;
  const { seconds: _, ...inputs } = await readJson(file, inputsSchema, REMEDY);
  return inputs as Inputs;
}

/** Returns how long a stage took; undefined if an earlier version made it, or none did. */
export async function readSeconds(folder: string): Promise<number | undefined> {
  const file = join(folder, FILE);
  return existsSync(file) ? (await readJson(file, inputsSchema, REMEDY)).seconds : undefined;
}

/** Writes the inputs of a stage into its folder, and how long it took. */
export async function writeInputs(folder: string, inputs: Inputs, seconds: number): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify({ ...inputs, seconds }, null, 2)}\n`);
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
