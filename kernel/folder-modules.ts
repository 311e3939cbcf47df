import type { ConvertResult } from 'tslab/dist/converter';

type Outputs = NonNullable<ConvertResult['sideOutputs']>;

/**
 * Returns the compiled modules with an additional one for each folder with an index: tslab's
 * executor looks for `../lib/vectors` only in `lib/vectors.js`, so that module re-exports the
 * folder's index.
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
