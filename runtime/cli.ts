#!/usr/bin/env node
import { once } from 'node:events';
import { parseArgs, styleText } from 'node:util';
import type { Prediction } from './encoder';
import type { Explanation } from './explain';
import { load } from './load';
import { visible } from './visible';

const HELP = `Usage: lstm-sentiment [options] [texts...]

Says whether texts are negative, neutral or positive, and how sure it is. Without texts, it reads them from
the standard input, one a line, and answers each line as it comes.

Options:
  --json            print a JSON object a line
  --explain         also show how much each word counts
  --model <place>   the file of a model, or the folder of a checkpoint. Default: the bundled model
  -h, --help        show this`;

async function main(): Promise<void> {
  const { values, positionals: texts } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      explain: { type: 'boolean' },
      model: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  const sentiment = await load(values.model);
  const reply = async (lines: readonly string[]) => {
    const predictions: (Prediction | Explanation)[] = values.explain
      ? lines.map((line) => sentiment.explain(line))
      : sentiment(lines);
    const shown = predictions.map((prediction, n) =>
      values.json ? JSON.stringify({ text: lines[n], ...prediction }) : inWords(lines[n]!, prediction),
    );
    if (!process.stdout.write(`${visible(shown.join('\n'))}\n`)) await once(process.stdout, 'drain');
  };
  if (texts.length > 0) return reply(texts);
  if (process.stdin.isTTY) console.error('Type a text and press Enter. Ctrl+D ends.');
  for await (const lines of linesOf(process.stdin)) await reply(lines);
}

/** Yields the lines that have come, as soon as they are complete. */
async function* linesOf(stream: NodeJS.ReadStream): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const started: string[] = []; // the line that is not complete, in parts
  let length = 0; // of that line
  const decoded = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new Error('standard input is not UTF-8: convert it, for example with iconv -f latin1 -t utf-8');
    }
  };
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const lines: string[] = [];
    for (const [n, part] of decoded(chunk).split('\n').entries()) {
      if (n > 0) {
        lines.push(started.splice(0).join('').replace(/\r$/, ''));
        length = 0;
      }
      started.push(part);
      length += part.length;
      if (length > LONGEST_LINE)
        throw new Error(`a line has more than ${LONGEST_LINE} characters: give a text in each line`);
    }
    if (lines.length > 0) yield lines;
  }
  const last = started.join('') + decoded();
  if (last) yield [last];
}

/** The most characters of a line. A file without line ends must not fill the memory. */
const LONGEST_LINE = 2 ** 25;

function inWords(text: string, prediction: Prediction | Explanation): string {
  const { label, probability, reason } = prediction;
  const said = label === null ? `no label: ${reason}` : `${label} ${(100 * probability).toFixed(1)} %`;
  if (!('tokens' in prediction)) return `${said}\t${text}`;
  const words = prediction.tokens.map(({ token, effect, known }) => {
    const points = `${effect < 0 ? '' : '+'}${(100 * effect).toFixed(1)}`;
    return `  ${points.padStart(6)}  ${known ? token : `${token} (unknown)`}`;
  });
  return [`${said}\t${text}`, ...words].join('\n');
}

main().catch((error: Error) => {
  console.error(`${styleText('red', 'error:')} ${visible(error.message)}`);
  process.exitCode = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? 2 : 1;
});
