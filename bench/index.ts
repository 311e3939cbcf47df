import { browser } from './browser/cases';
import { data } from './data/cases';
import { epoch } from './epoch/cases';
import { lstm } from './lstm/cases';
import { score } from './score/cases';
import { serve } from './serve/cases';
import type { Suite } from './suite';
import { units } from './units/cases';
import { wasm } from './wasm/cases';
import { wordListSuite } from './word-lists/cases';

/** All suites by name. */
export const suites: Record<string, Suite> = {
  lstm,
  wasm,
  browser,
  epoch,
  data,
  score,
  serve,
  units,
  'word-lists': wordListSuite,
};
