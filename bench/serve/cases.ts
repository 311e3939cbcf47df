import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSnippets } from '../../lib/corpus';
import { datasetPath } from '../../lib/datasets';
import { typescriptEntry } from '../entries';
import { spread } from '../reviews';
import type { Case, Suite } from '../suite';

/** A case of the suite `serve`. */
export interface ServeCase extends Case {
  /** Requests in a second, or the milliseconds that one request in a hundred exceeds. */
  kind: 'rate' | 'p99';
  /** The folder with `texts.json`. */
  folder: string;
  /** How long requests are sent. */
  seconds: number;
  /** Requests that are on their way at a time. */
  connections: number;
  /** Texts in a request. */
  texts: number;
}

const [TWEETS, SECONDS] = [1000, 10];
const LOADS = [
  { connections: 1, texts: 1 },
  { connections: 32, texts: 1 },
  { connections: 4, texts: 100 },
] as const;

/** Requests to `npm run serve` with the bundled model. */
export const serve: Suite = {
  name: 'serve',
  title: 'Tweets classified over HTTP with the bundled model',
  rounds: 3,
  divisible: true,
  async cases(scratch, { fraction }) {
    const tweets = await readSnippets(join(datasetPath('tweets'), 'tweets_GroundTruth.txt'));
    const texts = spread(tweets, Math.min(1, TWEETS / tweets.length)).map(({ text }) => text);
    await writeFile(join(scratch, 'texts.json'), JSON.stringify(texts));
    const cases = LOADS.flatMap(({ connections, texts: perRequest }): ServeCase[] => {
      const what = [
        `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
        `${perRequest === 1 ? 'a tweet' : `${perRequest} tweets`} a request`,
      ].join(', ');
      const common = {
        folder: scratch,
        tolerances: { positive: 1e-4 },
        connections,
        texts: perRequest,
        seconds: Math.max(1, Math.round(SECONDS * fraction)),
      };
      return [
        { ...common, kind: 'rate', perSecond: 'requests', name: what },
        { ...common, kind: 'p99', name: `${what}: 99th percentile` },
      ];
    });
    return cases;
  },
  entries: () => [
    typescriptEntry('ours', 'serve/ours'),
    typescriptEntry('ours, without batches', 'serve/ours', { args: ['--max_batch', '1'] }),
  ],
};
