/** `save.ts` in browsers, which have no folders. */
export function saveClassifier(): Promise<never> {
  return Promise.reject(
    new Error(
      "classifier.save writes a folder, which a browser has not: use classifier.model.save('indexeddb://NAME')",
    ),
  );
}
