/** Compiles the reader's own modules, such as an exercise. Their loops can be stopped, too. */
import type { StripTypes } from '../../kernel/compile-cell';
import { parseModule } from '../../kernel/script/imports';
import { withTicks } from '../../kernel/script/ticks';
import { SyntaxErrors } from '../../kernel/syntax-errors.browser';

/**
 * Returns a TypeScript module without its types, as an ES module whose loops can be stopped.
 *
 * @throws SyntaxError that names the line
 */
export async function compileModule(code: string, fileName: string, stripTypes: StripTypes): Promise<string> {
  try {
    const { javascript } = await stripTypes(code);
    return withTicks(javascript, parseModule(javascript));
  } catch (error) {
    if (!(error instanceof SyntaxErrors)) throw error;
    const [first] = error.diagnostics;
    throw new SyntaxError(`${fileName}:${(first?.start.line ?? 0) + 1}: ${first?.message}`);
  }
}
