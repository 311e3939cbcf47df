// The oldest release of each line that can `require()` ES modules without a flag.
const OLDEST = [
  [20, 19],
  [22, 12],
  [24, 0],
];

/**
 * Returns what is wrong with a version of Node; undefined if it is supported.
 *
 * @param {string} version `process.versions.node`
 * @returns {string | undefined}
 */
function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const oldest = OLDEST.find(([line]) => line === major);
  if (oldest ? minor >= oldest[1] : major > 24) return undefined;
  return `Node ${version} is not supported: install Node 20.19, 22.12, 24 or newer.`;
}

module.exports = { checkNode };
