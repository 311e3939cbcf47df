import { Command } from 'commander';
import { SERVE_DEFAULTS, serve } from '../lib/serving';
import { checkpointOption, vectorsOption } from './chosen-checkpoint';
import { positiveInteger, runCommand, wholeNumber } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { complain, print, tell } from './say';
import { whenParentDies } from './supervise.cjs';

export function serveCommand(): Command {
  const { host, port, maxBatch, maxWaiting, maxBytes, maxTexts } = SERVE_DEFAULTS;
  return new Command('npm run -s serve --')
    .description(
      'Serves a model over HTTP: POST /predict and /explain, GET /health and /metrics. ' +
        'SIGTERM and Ctrl-C stop it after the requests that have arrived.',
    )
    .addOption(checkpointOption())
    .addOption(vectorsOption())
    .option('--host <address>', 'the address to listen on; 0.0.0.0: all addresses of this machine', host)
    .option('--port <number>', 'the port; 0: a free one', wholeNumber(0, 2 ** 16 - 1), port)
    .option('--workers <number>', 'worker processes (default: one per core, at most 8)', positiveInteger)
    .option('--max_batch <number>', 'most texts in a batch', positiveInteger, maxBatch)
    .option(
      '--max_waiting <number>',
      'most texts in the queue; more get status 503',
      positiveInteger,
      maxWaiting,
    )
    .option('--max_bytes <number>', 'most bytes in a request; more get status 413', positiveInteger, maxBytes)
    .option('--max_texts <number>', 'most texts in a request; more get status 413', positiveInteger, maxTexts)
    .option(
      '--max_per_minute <number>',
      'most texts of a client in a minute; more get status 429 (default: no limit)',
      positiveInteger,
    )
    .option('--json', 'print a JSON object when it listens')
    .addHelpText('after', examples('--port 8000 --workers 2'))
    .action(async ({ checkpoints_dir, json = false, ...options }) => {
      const server = await serve({
        folder: checkpoints_dir,
        vectors: options.vectors,
        host: options.host,
        port: options.port,
        workers: options.workers,
        maxBatch: options.max_batch,
        maxWaiting: options.max_waiting,
        maxBytes: options.max_bytes,
        maxTexts: options.max_texts,
        maxPerMinute: options.max_per_minute,
        onError: (error) => complain(error.message),
      });
      const { url, classes, model } = server;
      if (json) print({ url, classes, model });
      else tell(`Listening on ${url}: ${classes.join(', ')} (${model})`);
      const name = await stopSignal();
      complain(`${name}: stopping after the requests that have arrived. Again: at once.`);
      await server.close();
      process.exit(0);
    });
}

/** Waits for a signal to stop. The next one ends the process at once, as by default. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (name: NodeJS.Signals) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve(name);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    whenParentDies(() => stop('SIGTERM')); // npm may be gone without a signal for this process
  });
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

if (require.main === module) void runCommand(serveCommand(), underscored(process.argv));
