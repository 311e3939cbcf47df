// What tsx needs, which runs our TypeScript: a version of Node, temporary files and open files.
// Without them it ends with a stack, or never. This needs only Node, of any version.
const { closeSync, existsSync, mkdtempSync, openSync, rmdirSync } = require('node:fs');
const { devNull, tmpdir } = require('node:os');
const path = require('node:path');
const { checkNode } = require('../kernel/node-version.cjs');

/** Files that tsx and a command open at the same time, at least. */
const OPEN_FILES = 20;

/**
 * Checks what tsx needs.
 *
 * @throws {Error} that says what is missing, and what to do
 */
function requireMeans() {
  const fault = checkNode(process.versions.node);
  if (fault) throw new Error(fault);
  requireTemporaryFolder();
  requireOpenFiles();
}

/** @throws {Error} if the system lets this process open too few files */
function requireOpenFiles() {
  const files = [];
  try {
    while (files.length < OPEN_FILES) files.push(openSync(devNull));
  } catch (error) {
    throw new Error('This process may open too few files at once: run ulimit -n 1024 before it', {
      cause: error,
    });
  } finally {
    for (const file of files) closeSync(file);
  }
}

/**
 * Checks that temporary files can be made. tsx keeps what it compiled among them.
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

module.exports = { requireMeans };
