/** How to work on other reviews than `courseReviews` has returned. */
export const OTHER_REVIEWS = {
  imdb: 'For short sentences, start with: SENTIMENT_COURSE_DATA=snippets npm start',
  snippets: 'For whole reviews from IMDB, run: npm run data -- imdb',
} as const;
