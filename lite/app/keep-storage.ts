/** Asks the browser not to delete the learner's answers by itself. */
import type { ContentsManager } from './jupyterlite';

/**
 * Asks when an exercise is first saved: browsers grant it rather to pages that are used, and some
 * ask the learner. Pages that come by plain `http://` cannot ask.
 */
export function keepStorage(
  { fileChanged }: Pick<ContentsManager, 'fileChanged'>,
  storage: Pick<StorageManager, 'persisted' | 'persist'> | undefined = navigator.storage,
): void {
  let isAsked = false;
  fileChanged.connect((_, { type, newValue }) => {
    if (isAsked || type !== 'save' || !/(^|:)exercises[/]/.test(newValue?.path ?? '')) return;
    isAsked = true;
    if (storage) void ask(storage);
  });
}

async function ask(storage: Pick<StorageManager, 'persisted' | 'persist'>): Promise<void> {
  if (!(await storage.persisted())) await storage.persist();
}
