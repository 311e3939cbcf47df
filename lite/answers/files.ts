/** Files of the learner's computer, in a page. */

/** Saves a zip archive. */
export function save(name: string, content: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/zip' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Returns the content of the file that the learner chooses; undefined if none is chosen. */
export function choose(accept: string): Promise<Uint8Array | undefined> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept });
  return new Promise((resolve, reject) => {
    input.onchange = () => {
      const file = input.files?.[0];
      if (!file) resolve(undefined);
      else file.arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject);
    };
    input.oncancel = () => resolve(undefined);
    input.click();
  });
}
