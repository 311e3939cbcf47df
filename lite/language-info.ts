/**
 * `language_info` of Jupyter: what the kernel in a tab says of its language, and its notebooks too.
 */
export const LANGUAGE_INFO = {
  name: 'typescript',
  version: '5.9',
  mimetype: 'text/typescript',
  file_extension: '.ts',
  codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
};
