/**
 * The list of all units of a piece of work, by which shards are disjoint and complete, and merging
 * knows what must be there. Where making it takes long, all jobs read the same file
 * (`plannedOnce`). Elsewhere each job makes the list; if inputs change between two jobs, merging
 * names what is missing.
 */
import { hash } from 'node:crypto';
import * as v from 'valibot';
import { parseJson, sha256Hex } from '../files/json-file';
import { canonicalJson, hasDigest, type JsonValue } from './canonical-json';
import { unitStore } from './open-store';
import { readText } from './read-text';
import { type Unit, type UnitInputs, unitDigest } from './unit';

/** A list of units. */
export interface Manifest {
  /** The kind of all units. */
  kind: string;
  /** What all units have in common. */
  shared: UnitInputs;
  /** What each unit has beside that, in the order of the output. */
  units: readonly UnitInputs[];
  /** What merging needs to know. It does not decide the result of a unit. */
  output?: { readonly [name: string]: JsonValue };
  /** What the list was made for, if making it takes long: see `plannedOnce`. */
  key?: string;
  /** The version of the code that made it. It does not decide the result of a unit. */
  version?: string;
}

/** A unit with its name. */
export interface NamedUnit extends Unit {
  /** `unitDigest` of it. */
  digest: string;
}

const FILE = 'manifest.json';
const REMEDY = 'remove it, and run the same command again';

const schema = v.object({
  format: v.literal(1),
  kind: v.string(),
  shared: v.record(v.string(), v.unknown()),
  units: v.array(v.record(v.string(), v.unknown())),
  output: v.optional(v.record(v.string(), v.unknown())),
  key: v.optional(v.string()),
  version: v.optional(v.string()),
  sha256: sha256Hex,
});

/**
 * Returns the units of a manifest, in its order.
 *
 * @throws if two are the same, or an input cannot be written as JSON
 */
export function unitsOf({ kind, shared, units }: Manifest): NamedUnit[] {
  const seen = new Set<string>();
  return units.map((own) => {
    const unit = { kind, inputs: { ...shared, ...own } };
    const digest = unitDigest(unit);
    if (seen.has(digest)) throw new Error(`a unit is listed twice: ${canonicalJson(own)}`);
    seen.add(digest);
    return { ...unit, digest };
  });
}

/** Returns the SHA-256 of a manifest's canonical JSON, in hexadecimal digits. */
function manifestDigest(manifest: Manifest): string {
  return hash('sha256', canonicalJson(sealed(manifest)));
}

function sealed({ kind, shared, units, output, key, version }: Manifest): JsonValue {
  return { format: 1, key, kind, output, shared, units, version } as JsonValue;
}

/**
 * Writes a manifest with its digest, unless the same one is there.
 *
 * @param place the folder of the units, or `s3://bucket/prefix`
 * @throws if another one is there, and if the file cannot be written
 */
export async function writeManifest(place: string, manifest: Manifest): Promise<void> {
  const sha256 = manifestDigest(manifest);
  const found = await findManifest(place);
  if (!found) return unitStore(place).write(FILE, `${JSON.stringify({ format: 1, ...manifest, sha256 })}\n`);
  if (manifestDigest(found) === sha256) return;
  throw new Error(
    `${unitStore(place).shown(FILE)} lists units of other inputs or settings. Repeat the command that began it, or remove ${place}`,
  );
}

/** Returns a manifest. @throws if it is missing or damaged; the message names the file */
export async function readManifest(place: string): Promise<Manifest> {
  const found = await findManifest(place);
  if (!found) throw new Error(`there is no ${unitStore(place).shown(FILE)}: ${REMEDY}`);
  return found;
}

/**
 * Returns a manifest; undefined if there is none.
 *
 * @throws if it is damaged; the message names the file
 */
export async function findManifest(place: string): Promise<Manifest | undefined> {
  const text = await readText(place, FILE);
  if (text === undefined) return undefined;
  const file = unitStore(place).shown(FILE);
  const { format: _, sha256, ...content } = parseJson(file, text, schema, REMEDY);
  const manifest = content as Manifest;
  if (!hasDigest(sealed(manifest), sha256))
    throw new Error(`${file} was changed since it was written (its SHA-256 differs): ${REMEDY}`);
  return manifest;
}
