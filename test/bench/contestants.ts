import type { Entry } from '../../bench/suite';

/** What a contestant made for a test does, as the source of functions. */
interface Behaviour {
  /** Its answer to a case. Default: `{ sum: 10 }`. */
  answer?: string;
  /** What it does when it is to run. Default: notes its name in the case's log. */
  run?: string;
}

/** Returns a contestant that Node runs from a script: it notes in the file `log` of the case when it runs. */
export function contestant(name: string, { answer = '{ sum: 10 }', run = '' }: Behaviour = {}): Entry {
  const script = `
    const { appendFileSync } = require('node:fs');
    const send = (reply) => console.log('@bench ' + JSON.stringify(reply));
    let contested;
    send({ versions: { ${name}: '1' } });
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      console.log('libraries print, too');
      if (request.ask === 'case') {
        contested = request.case;
        send({ answer: ${answer} });
      } else if (request.ask === 'run') {
        ${run};
        appendFileSync(contested.log, '${name} ');
        send({ ms: 5 });
      } else send({ peakBytes: 2e6 });
    });`;
  return { name, command: [process.execPath, '--eval', script] };
}
