import type { Entry } from '../../bench/suite';

/** What a contestant in a test does, as source code. */
interface Behavior {
  /** An expression: its result of a case. Default: `{ sum: 10 }`. */
  answer?: string;
  /** A statement that it runs before it logs its name. Default: none. */
  run?: string;
}

/** Returns a contestant that Node runs. Each run adds its name to the `log` file of the case. */
export function contestant(name: string, { answer = '{ sum: 10 }', run = '' }: Behavior = {}): Entry {
  const script = `
    const { appendFileSync } = require('node:fs');
    const send = (reply) => console.log('@bench ' + JSON.stringify(reply));
    let benchCase;
    send({ versions: { ${name}: '1' } });
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      console.log('libraries print, too');
      if (request.ask === 'case') {
        benchCase = request.case;
        send({ answer: ${answer} });
      } else if (request.ask === 'run') {
        ${run};
        appendFileSync(benchCase.log, '${name} ');
        send({ ms: 5 });
      } else send({ peakBytes: 2e6 });
    });`;
  return { name, command: [process.execPath, '--eval', script] };
}
