/**
 * Returns the `language_info` of Jupyter: what a kernel says of its language.
 *
 * @param version that of TypeScript
 */
export function languageInfo(version: string) {
  return {
    name: 'typescript',
    version,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    // `mode` is for JupyterLab, the other two are for the classic notebook.
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
  };
}
