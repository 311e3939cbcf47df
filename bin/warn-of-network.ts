import { isNetworkClosed } from '../course/grading/network';
import { complain } from './say';

/** Says, before a class is graded, that answers can use the network, where the system allows that. */
export function warnOfNetwork(): void {
  if (isNetworkClosed()) return;
  complain(
    'WARNING: answers can use the network of this machine, as the system does not let the grader close it ' +
      '(unshare). Where that matters, grade in a container without network',
  );
}
