import { data } from './data/cases';
import { epoch } from './epoch/cases';
import { lstm } from './lstm/cases';
import { score } from './score/cases';
import type { Suite } from './suite';

/** All suites by name. */
export const suites: Record<string, Suite> = { lstm, epoch, data, score };
