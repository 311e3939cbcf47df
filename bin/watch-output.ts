import { reasonOf } from '../lib/files/disk-error';
import { complain } from './say';
import { stopWork } from './stop-signal';

/**
 * Ends the program when its output goes nowhere: quietly if nobody reads it any more, as in
 * `npm run -s predict | head`, and with code 1 if it cannot be written, as to a full disk. Work
 * that signals can stop, such as training, is stopped as they do it, with code 141 for both. Errors
 * of standard error end nothing.
 */
export function watchOutput(): void {
  process.stdout.on('error', endWithoutOutput);
  process.stderr.on('error', () => {}); // there is nowhere to say it
}

function endWithoutOutput({ code = '', message }: NodeJS.ErrnoException): void {
  if (code === 'EIO') return; // a closed terminal, which also sends a signal
  const isUnread = code === 'EPIPE';
  if (!isUnread) complain(`Standard output cannot be written: ${reasonOf(code) ?? message}.`);
  if (!stopWork('SIGPIPE')) process.exit(isUnread ? undefined : 1);
}
