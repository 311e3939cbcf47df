/** How TypeScript checks cells. */
import { dirname, join } from 'node:path';
import { CELL_OPTIONS } from './compiler-options';

/** The libraries of JavaScript that a version of Node has. */
function libraries(major: number): string[] {
  const browser = ['dom', 'dom.iterable', 'dom.asynciterable'];
  if (major >= 24) return ['es2025', 'esnext.array', 'esnext.disposable', 'esnext.error', ...browser];
  if (major >= 22)
    return [
      'es2024',
      'es2025.collection',
      'es2025.iterator',
      'esnext.array',
      'esnext.disposable',
      ...browser,
    ];
  return ['es2023', 'esnext.disposable', ...browser];
}

/**
 * Returns the configuration of a project.
 *
 * @param files the names of its files
 */
export function projectConfig(files: readonly string[]): string {
  const nodeTypes = dirname(dirname(require.resolve('@types/node/package.json')));
  const tslab = join(dirname(require.resolve('tslab')), 'public.d.ts');
  return JSON.stringify({
    compilerOptions: {
      ...CELL_OPTIONS,
      lib: libraries(Number.parseInt(process.versions.node, 10)),
      typeRoots: [nodeTypes],
      paths: { tslab: [tslab] }, // notebooks of other projects cannot find it themselves
    },
    // It names itself, because TypeScript would look for a project that contains it and load that.
    files: ['tsconfig.json', ...files],
  });
}
