// The oldest release of each line that can `require()` ES modules without a flag.
const OLDEST = [
  [20, 19],
  [22, 12],
  [24, 0],
];

/**
 * Returns what is wrong with this version of Node, or undefined where nothing is.
 *
 * @param {string} version as `process.versions.node` has it
 * @returns {string | undefined}
 */
function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const oldest = OLDEST.find(([line]) => line === major);
  if (oldest ? minor >= oldest[1] : major > 24) return undefined;
  return `Node ${version} is too old or an odd release: install Node 20.19, 22.12, 24 or newer.`;
}

module.exports = { checkNode };
