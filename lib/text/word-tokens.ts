export { END_TOKEN, wordTokens } from '../../runtime/tokens';
