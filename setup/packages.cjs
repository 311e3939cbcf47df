const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.dirname(__dirname);
const lockFile = path.join(root, 'package-lock.json');
// In node_modules, which `npm ci` removes first: so an interrupted installation leaves no marker.
const marker = path.join(root, 'node_modules', '.installed-from');

/**
 * Returns the state of the npm packages:
 * - `current`: they are those of the lock file;
 * - `stale`: the lock file has changed, or the installation was interrupted;
 * - `missing`: they are not installed.
 *
 * @returns {'current' | 'stale' | 'missing'}
 */
function packagesState() {
  if (!fs.existsSync(path.join(root, 'node_modules', 'tsx'))) return 'missing';
  return fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === lockDigest() ? 'current' : 'stale';
}

/**
 * Installs the npm packages of the lock file, unless they are current.
 *
 * @throws {Error} if npm fails
 */
function installPackages() {
  const state = packagesState();
  if (state === 'current') return;
  if (state === 'missing')
    console.error(
      'Setting up Sentiment Lab: npm packages first (about 120 MB), then up to 420 MB more.\n' +
        'Three to five minutes in all with a fast connection. Downloads are cached.\n',
    );
  console.error(`npm packages: ${state === 'stale' ? 'updating to package-lock.json' : 'installing'}`);
  const started = Date.now();
  npm(['ci', '--loglevel=error']);
  fs.writeFileSync(marker, lockDigest());
  console.error(`npm packages: ready after ${Math.round((Date.now() - started) / 1000)} s`);
}

function lockDigest() {
  return createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex');
}

/**
 * Runs the npm that started this program, or the one in PATH. It is like lib/npm.ts, but needs no
 * packages.
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
        'If the registry can be reached, run the same command again.',
    );
  }
}

module.exports = { installPackages, packagesState };
