export {
  type AclImdbOptions,
  type AclImdbPart,
  type ReadOptions,
  type ReviewFoldersOptions,
  readAclImdb,
  readReviewFolders,
} from './acl-imdb';
export { type CsvColumns, csvReviews, readCsv } from './csv';
export {
  type Duplicates,
  NEARLY_THE_SAME,
  type NearDuplicatesOptions,
  nearDuplicates,
} from './near-duplicates';
export type { Label, Review } from './review';
export { type Parts, reviewsToLeaveOut, type SharedReviews, sharedReviews } from './shared-reviews';
export { readSnippets, type SnippetOptions } from './snippets';
export { readSourceList, requireSources, writeSourceList } from './source-list';
