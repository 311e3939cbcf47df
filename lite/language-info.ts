import { version } from 'typescript/package.json';
import { languageInfo } from '../kernel/language-info';

/** `language_info` of Jupyter: what the kernel in a tab says of its language. Its notebooks have it. */
export const LANGUAGE_INFO = languageInfo(version);

/**
 * Returns the text of a notebook that has it. JupyterLab adds it to others when their kernel starts,
 * and then marks them as changed.
 */
export function withLanguageInfo(text: string): string {
  const notebook = JSON.parse(text) as { metadata: Record<string, unknown> };
  notebook.metadata['language_info'] = LANGUAGE_INFO;
  return JSON.stringify(notebook);
}
