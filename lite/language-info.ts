/** `language_info` of Jupyter: what the kernel in a tab says of its language, and its notebooks too. */
export const LANGUAGE_INFO = {
  name: 'typescript',
  version: '5.9',
  mimetype: 'text/typescript',
  file_extension: '.ts',
  codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
};

/**
 * Returns the text of a notebook that has it. JupyterLab adds it to others when their kernel starts,
 * and then marks them as changed.
 */
export function withLanguageInfo(text: string): string {
  const notebook = JSON.parse(text) as { metadata: Record<string, unknown> };
  notebook.metadata['language_info'] = LANGUAGE_INFO;
  return JSON.stringify(notebook);
}
