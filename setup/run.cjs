// Runs the set-up, and then bin/<command>.ts.
// It needs only Node, because it installs the npm packages. The rest of the set-up is TypeScript.
//
//   node setup/run.cjs start|test|setup|doctor [arguments]
const { installPackages, packagesState } = require('./packages.cjs');
const { requireMeans } = require('./means.cjs');

const [command = 'setup', ...rest] = process.argv.slice(2);

try {
  requireMeans();
  if (command !== 'doctor') installPackages();
  else if (packagesState() === 'missing') failWithoutPackages('not installed');
} catch (error) {
  fail(error.message);
}

(async () => {
  require('tsx/cjs');
  const { run } = load(`../bin/${command}.ts`);
  load('../bin/watch-output.ts').watchOutput();
  process.argv.splice(2, 1);
  if (command !== 'doctor') await require('./make-ready.ts').makeReady();
  await run(rest);
})().catch((error) => fail(process.env.DEBUG ? error.stack : error.message, error.exitCode));

/** Loads a command. The doctor must also report if a package that it needs itself is missing. */
function load(file) {
  try {
    return require(file);
  } catch (error) {
    if (command === 'doctor' && error.code === 'MODULE_NOT_FOUND') failWithoutPackages('not all installed');
    throw error;
  }
}

/** Reports missing packages as the doctor would, which needs them itself, and ends the process. */
function failWithoutPackages(found) {
  const finding = { what: 'npm packages', state: 'missing', found, remedy: 'npm run setup' };
  if (rest.includes('--json')) console.log(JSON.stringify([finding], null, 2));
  else console.log(`${finding.what}: ${finding.found}\n  ${finding.remedy}`);
  process.exit(1);
}

/** Prints a message and ends the process. */
function fail(message, code = 1) {
  console.error(`\n${message}`);
  process.exit(code);
}
