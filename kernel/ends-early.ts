import { type TransformFailure, transform } from 'esbuild';

/** What esbuild says about text that only ends too early. */
const ENDS_EARLY = /end of file|to terminate multi-line comment/;

/** Returns whether code would be right with more lines, as esbuild sees it. */
export async function endsEarly(code: string): Promise<boolean> {
  try {
    await transform(code, { loader: 'ts', logLevel: 'silent' });
    return false;
  } catch (error) {
    const { errors = [] } = error as Partial<TransformFailure>;
    // A template is a string to esbuild. Other strings end with their line, so they are mistakes.
    const inTemplate = code.split('`').length % 2 === 0 && /^Unterminated string/.test(errors[0]?.text ?? '');
    return inTemplate || errors.some(({ text }) => ENDS_EARLY.test(text));
  }
}
