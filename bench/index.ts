import { lstm } from './lstm/cases';
import type { Suite } from './suite';

/** The suites, by name. */
export const suites: Record<string, Suite> = { lstm };
