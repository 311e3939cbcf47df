import type { ConvertResult } from 'tslab/dist/converter';

type Outputs = NonNullable<ConvertResult['sideOutputs']>;

/**
 * Returns the compiled modules with one more for each folder that has an index: tslab's executor looks for
 * `../lib/vectors` in `lib/vectors.js` only, so that is where the folder's index is handed on.
 */
export function withFolderModules(outputs: Outputs): Outputs {
  const paths = new Set(outputs.map(({ path }) => path));
  const folders = outputs.flatMap(({ path }) => {
    const [, folder, name] = /^(.*\/([^/]+))\/index\.js$/.exec(path) ?? [];
    if (!folder || paths.has(`${folder}.js`)) return [];
    return [{ path: `${folder}.js`, data: `module.exports = require('./${name}/index');` }];
  });
  return [...outputs, ...folders];
}
