import { describe } from 'vitest';
import { browserFiles } from '../../course/notebooks/browser';
import { isAccessible } from './access';
import { loads } from './loading';
import { openPlayground } from './open-playground';
import { keepsToItself, worksOffline } from './privacy';
import { reads } from './reading';
import { teaches } from './teaching';

const hasBrowser = browserFiles().length > 0;
const playground = hasBrowser ? await openPlayground() : undefined;

// One page for all tests, in this order.
describe.skipIf(!playground)('the playground, in a browser', () => {
  if (!playground) return;
  loads(playground);
  reads(playground);
  teaches(playground);
  keepsToItself(playground);
  isAccessible(playground);
  worksOffline(playground);
});
