/** Writes the stack of every error: Node. In a browser, `stacks.browser.ts` replaces this file. */

/** What the kernel asks of a frame of a stack, besides its text. */
export type Frame = Pick<
  NodeJS.CallSite,
  'getFileName' | 'getScriptNameOrSourceURL' | 'getLineNumber' | 'getColumnNumber'
>;

/** Returns the text of an error's stack, with its first line. */
export type FormatStack = (error: Error, frames: readonly Frame[]) => string;

/** Makes `format` write the stack of every error, when it is read. */
export function formatStacks(format: FormatStack): void {
  Error.prepareStackTrace = format;
}
