/** The texts that the general model and the word lists are tested on. */
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readAclImdb } from '../../lib/corpus/acl-imdb';
import { readText } from '../../lib/corpus/read-text';
import type { Review } from '../../lib/corpus/review';
import { datasetPath } from '../../lib/datasets/catalog';
import { repositoryRoot } from '../../lib/repository';
import { ratedTexts, type TextKind } from './rated-texts';

/** The groups of test texts. */
export type GroupName = 'tweets' | 'sentences' | 'products' | 'editorials' | 'reviews' | 'idioms';

/** A text with its class and its polarity. */
export interface TestText extends Review {
  /** Above 0 for a positive text, below 0 for a negative one. */
  polarity: number;
}

/** The kind of rated texts of a group. */
export const KIND_OF: Partial<Record<GroupName, TextKind>> = {
  tweets: 'tweets',
  sentences: 'movieReviewSnippets',
  products: 'amazonReviewSnippets',
  editorials: 'nytEditorialSnippets',
};

/** Returns the list of negations and idioms, with the kind of each. */
export function idioms(): (TestText & { kind: string })[] {
  const file = join(repositoryRoot(), 'experiments', 'general', 'idioms.csv');
  const rows = parse(readText(file), { columns: true }) as { text: string; label: string; kind: string }[];
  return rows.map(({ text, label, kind }, row) => ({
    text,
    label,
    kind,
    polarity: label === 'positive' ? 1 : -1,
    source: `idioms.csv:${row + 2}`,
  }));
}

/** Returns the test texts of a group. @throws if its data set is not installed */
export async function testTexts(group: GroupName): Promise<TestText[]> {
  const kind = KIND_OF[group];
  if (kind) return (await ratedTexts(kind)).map((text) => ({ ...text, polarity: text.rating }));
  if (group === 'idioms') return idioms();
  const reviews = await readAclImdb(datasetPath('imdb'), { split: 'test' });
  return reviews.map((review) => ({ ...review, polarity: review.label === 'positive' ? 1 : -1 }));
}
