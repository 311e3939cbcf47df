export {
  type AclImdbOptions,
  type AclImdbPart,
  type ReadOptions,
  type ReviewFoldersOptions,
  readAclImdb,
  readReviewFolders,
} from './acl-imdb';
export { type CsvColumns, csvReviews, readCsv } from './csv';
export type { Label, Review } from './review';
export { readSnippets, type SnippetOptions } from './snippets';
