// Runs a command that is written in TypeScript.
//
//   node bin/run.cjs NAME [arguments]        runs bin/NAME.ts
const Module = require('node:module');
const path = require('node:path');
const { requireMeans } = require('../setup/means.cjs');

const [name] = process.argv.slice(2);
try {
  requireMeans();
  require.resolve('tsx');
} catch (error) {
  const isMissing = error.code === 'MODULE_NOT_FOUND';
  console.error(isMissing ? 'The npm packages are not installed: npm run setup' : error.message);
  process.exit(1);
}

import('tsx').then(() => {
  process.argv.splice(1, 2, path.join(__dirname, `${name}.ts`));
  Module.runMain(); // as if Node had been started with this file
});
