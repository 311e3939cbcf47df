// The folder for temporary files, before anything needs it. It needs only Node.
const { existsSync, mkdtempSync, rmdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/**
 * Checks that temporary files can be made. tsx, which runs our TypeScript, keeps what it compiled
 * among them. If they cannot, tsx ends with a stack, or in /proc never.
 *
 * @throws {Error} that names the folder, and says what to set
 */
function requireTemporaryFolder() {
  const folder = tmpdir();
  if (existsSync(path.join(folder, `tsx-${process.geteuid?.()}`))) return; // of an earlier run
  let above = folder; // tsx makes a folder that is missing
  while (!existsSync(above) && path.dirname(above) !== above) above = path.dirname(above);
  try {
    rmdirSync(mkdtempSync(path.join(above, 'sentiment-lab-')));
  } catch (error) {
    const [reason] = error.message.split(',');
    const shown = folder.replace(/\p{Cc}/gu, '?');
    throw new Error(
      `No temporary files can be made in ${shown} (${reason}): set TMPDIR to a folder where this user may write`,
      { cause: error },
    );
  }
}

module.exports = { requireTemporaryFolder };
