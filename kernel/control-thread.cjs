/**
 * The thread that receives requests on the kernel's control socket, also while a cell blocks the
 * main thread. It marks a stop at once in memory that both threads share, where the loops of cells
 * see it. Everything else it passes on.
 */
const { parentPort, workerData } = require('node:worker_threads');
const { createCompiler } = require('./modules/typescript-loader.cjs');

createCompiler(workerData.root).register();
const { receiveControl } = require('./control-thread.ts');
receiveControl(workerData, parentPort);
