/** `export.ts` in browsers, which have no folders. */
export function exportClassifier(): Promise<never> {
  return Promise.reject(
    new Error(
      "classifier.export writes a folder, which a browser has not: use classifier.model.save('downloads://NAME')",
    ),
  );
}
