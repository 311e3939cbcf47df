/** `other-reviews.ts` in a tab: IMDB is too large for a page. */
export const OTHER_REVIEWS = {
  imdb: '',
  snippets: 'Whole reviews from IMDB need the installed course.',
} as const;
