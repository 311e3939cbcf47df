/** Removes from JupyterLite what the course does not use and what no browser of today loads. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How the chunks are known by which JupyterLab loads Mermaid, the layouts of its drawings, and
 * Vega. `settings.ts` turns off the extensions that load them.
 */
const UNUSED = [
  /registerLayoutLoaders/,
  /"elk(?:[.]|-)[a-z]+"/,
  /vega-lite/,
  /vega-embed/,
  /vega_identifier/,
];
/** A chunk of the app, with its number. Other scripts are what a page starts with. */
const CHUNK = /^(\d+)[.][0-9a-f]+[.]js$/;

/** Removes files from a built app. */
export function removeUnused(app: string): void {
  const built = join(app, 'build');
  removeOldFonts(built);
  removeChunks(built);
  for (const name of readdirSync(app)) if (/^rspack[.]config/.test(name)) rmSync(join(app, name));
}

/** Removes fonts in formats before woff2, where there is that. */
function removeOldFonts(built: string): void {
  const names = new Set(readdirSync(built));
  for (const name of names) {
    const [, font, format = ''] = /^(.*)[.](eot|svg|ttf|woff)$/.exec(name) ?? [];
    if (format && names.has(`${font}.woff2`)) rmSync(join(built, name));
  }
}

/**
 * Removes the unused chunks, and those that only these load.
 *
 * @throws if the scripts load no chunk in the way that is known here
 */
function removeChunks(built: string): void {
  const scripts = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const texts = new Map(scripts.map((name) => [name, readFileSync(join(built, name), 'utf8')]));
  const chunks = new Map(
    scripts.flatMap((name) => (CHUNK.test(name) ? [[CHUNK.exec(name)![1]!, name]] : [])),
  );
  const isUnused = (name: string) =>
    CHUNK.test(name) && UNUSED.some((mark) => mark.test(texts.get(name) ?? ''));
  const used = new Set(scripts.filter((name) => !CHUNK.test(name)));
  for (const name of used) // grows meanwhile
    for (const [, chunk = ''] of (texts.get(name) ?? '').matchAll(/[.]e\("?(\d+)"?\)/g)) {
      const file = chunks.get(chunk);
      if (file && !isUnused(file)) used.add(file);
    }
  if (chunks.size > 0 && ![...used].some((name) => CHUNK.test(name)))
    throw new Error(`the scripts of ${built} load their chunks in another way: see ${__filename}`);
  for (const name of scripts) if (!used.has(name)) rmSync(join(built, name));
}
