import { transform } from 'esbuild';
import { parseAst } from 'vite';

/** What a plugin of Vite returns for a file. */
interface Lowered {
  code: string;
  map: string;
}

/**
 * Returns the code of an answer without decorators and `accessor`, which neither Node nor vitest's
 * compiler knows. esbuild replaces them, as it does in the cells of a notebook. Returns undefined if
 * there are none, and for code that cannot be parsed, which the compiler reports.
 */
export async function lowerDecorators(code: string, file: string): Promise<Lowered | undefined> {
  if (!hasDecorators(parsed(code))) return undefined;
  const { code: lowered, map } = await transform(code, {
    loader: 'ts',
    target: 'es2022',
    sourcefile: file,
    sourcemap: 'external',
  });
  return { code: lowered, map };
}

function parsed(code: string): unknown {
  try {
    return parseAst(code, { lang: 'ts' });
  } catch {
    return undefined;
  }
}

/** Returns whether a part of a syntax tree, or one of its parts, is a decorator or an `accessor`. */
function hasDecorators(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { type } = part as { type?: string };
  return type === 'Decorator' || type === 'AccessorProperty' || Object.values(part).some(hasDecorators);
}
