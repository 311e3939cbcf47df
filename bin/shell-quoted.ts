/**
 * Returns a text as a shell takes it, on a line that a command prints and a person pastes: in
 * single quotes, in which nothing is expanded. On Windows in double quotes, as `cmd` needs them: a
 * `%NAME%` is still expanded there.
 *
 * @example
 * shellQuoted("Ada's $HOME") // => `'Ada'\\''s $HOME'`
 */
export function shellQuoted(text: string, platform = process.platform): string {
  const isWindows = platform === 'win32';
  if ((isWindows ? /^[\w./\\:,-]+$/ : /^[\w./:,-]+$/).test(text)) return text;
  return isWindows ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}
