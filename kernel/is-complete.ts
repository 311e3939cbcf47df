/** Whether a console may run what was typed, or should wait for more lines. */
import { type TransformFailure, transform } from 'esbuild';

/** What the compiler says about text that only ends too early. */
const ENDS_EARLY = /end of file|to terminate multi-line comment/;

/** Returns the content of an `is_complete_reply`. Two empty lines at the end force a run. */
export async function isComplete(code: string): Promise<{ status: string; indent?: string }> {
  if (/(^|\n)\s*\n\s*$/.test(code)) return { status: 'complete' };
  try {
    await transform(code, { loader: 'ts', logLevel: 'silent' });
    return { status: 'complete' };
  } catch (error) {
    const { errors = [] } = error as Partial<TransformFailure>;
    // A template is a string to esbuild. Other strings end with their line, so they are mistakes.
    const inTemplate = code.split('`').length % 2 === 0 && /^Unterminated string/.test(errors[0]?.text ?? '');
    if (!inTemplate && !errors.some(({ text }) => ENDS_EARLY.test(text))) return { status: 'complete' };
    return { status: 'incomplete', indent: nextIndent(code) };
  }
}

/** Returns the indent of the next line: two more spaces after an opened bracket. */
function nextIndent(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
