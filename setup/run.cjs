// The first program of this repository: makes everything ready, then runs bin/<command>.ts.
// Plain Node with no dependencies, as it runs on a fresh clone; the rest of the set-up is TypeScript (setup/*.ts).
//
//   node setup/run.cjs start|test|setup|doctor [arguments]
const { installPackages, packagesState } = require('./packages.cjs');
const { checkNode } = require('../kernel/node-version.cjs');

const [command = 'setup', ...rest] = process.argv.slice(2);

const fault = checkNode(process.versions.node);
if (fault) fail(fault);
try {
  if (command !== 'doctor') installPackages();
  else if (packagesState() === 'missing') failWithoutPackages();
} catch (error) {
  fail(error.message);
}

require('tsx/cjs');
const { makeReady } = require('./make-ready.ts');
const { run } = require(`../bin/${command}.ts`);
process.argv.splice(2, 1);

(async () => {
  if (command !== 'doctor') await makeReady();
  await run(rest);
})().catch((error) => fail(process.env.DEBUG ? error.stack : error.message, error.exitCode));

/** Says of the one thing without which the doctor cannot look at the others, in the doctor's own form. */
function failWithoutPackages() {
  const finding = {
    what: 'npm packages',
    state: 'missing',
    found: 'not installed',
    remedy: 'npm run setup',
  };
  if (rest.includes('--json')) console.log(JSON.stringify([finding], null, 2));
  else console.log(`${finding.what}: ${finding.found}\n  ${finding.remedy}`);
  process.exit(1);
}

/** Ends with the message that says what to do; with code 2 where the command was called wrongly. */
function fail(message, code = 1) {
  console.error(`\n${message}`);
  process.exit(code);
}
