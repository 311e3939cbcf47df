const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.dirname(__dirname);
const lockFile = path.join(root, 'package-lock.json');
// Inside node_modules, as `npm ci` begins by removing that folder: a killed installation leaves no marker.
const marker = path.join(root, 'node_modules', '.installed-from');

/**
 * Returns whether the npm packages are those that the lock file names (`current`), are there but may be others
 * (`stale`: it has changed, or an installation was broken off), or are not there (`missing`).
 *
 * @returns {'current' | 'stale' | 'missing'}
 */
function packagesState() {
  if (!fs.existsSync(path.join(root, 'node_modules', 'tsx'))) return 'missing';
  return fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === lockDigest() ? 'current' : 'stale';
}

/**
 * Installs the npm packages that the lock file names where they are not there.
 *
 * @throws {Error} when npm fails, with what to do
 */
function installPackages() {
  const state = packagesState();
  if (state === 'current') return;
  if (state === 'missing')
    console.error(
      'Setting up Sentiment Lab: npm packages first (about 120 MB), then up to 420 MB more.\n' +
        'Three to five minutes in all on a fast line; what is downloaded once is kept.\n',
    );
  console.error(
    `npm packages: installing ${state === 'stale' ? 'what package-lock.json names now' : ''}`.trimEnd(),
  );
  const started = Date.now();
  npm(['ci', '--loglevel=error']);
  fs.writeFileSync(marker, lockDigest());
  console.error(`npm packages: ready after ${Math.round((Date.now() - started) / 1000)} s`);
}

function lockDigest() {
  return createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex');
}

/**
 * Runs npm as the npm that started this program, or as the one on the path: lib/npm.ts for a clone without packages.
 *
 * @param {string[]} args
 */
function npm(args) {
  const npmScript = process.env.npm_execpath;
  const viaNode = npmScript && /npm-cli\.[cm]?js$/.test(npmScript);
  const [program, all] = viaNode ? [process.execPath, [npmScript, ...args]] : ['npm', args];
  try {
    execFileSync(program, all, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: !viaNode && process.platform === 'win32', // npm is a .cmd file there
    });
  } catch (error) {
    throw new Error(
      `npm ${args.join(' ')} failed (${error.message}).\n` +
        'Is the registry in reach? Then run the same command again: it goes on where it stopped.',
    );
  }
}

module.exports = { installPackages, packagesState };
