import { version } from 'typescript/package.json';
import { languageInfo } from '../kernel/language-info';

/**
 * `language_info` of Jupyter: what the kernel in a tab says of its language, and its notebooks too.
 */
export const LANGUAGE_INFO = languageInfo(version);
