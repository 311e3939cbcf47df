/** Answers may have so many bytes. */
export const LARGEST_ANSWER = 1e6;

/** Returns why a file of this size is no answer. */
export function tooLarge(shown: string): string {
  return `${shown} is larger than 1 MB: an answer has some kilobytes`;
}
