/** Modules for tests: the files beside the notebook. */
import type { CreateRegistry } from '../../lite/module-registry';

export const createRegistry: CreateRegistry = ({ files, compile }) => ({
  async loadModule(specifier, fromFolder) {
    const path = `${fromFolder}/${specifier.replace('./', '')}.ts`;
    const code = await files.read(path);
    if (code === undefined) throw new Error(`Cannot find module '${specifier}'`);
    const script = new Blob([await compile(code, path)], { type: 'text/javascript' });
    return import(URL.createObjectURL(script));
  },
});
