import type { TabHost } from '../module-registry';
import type { ContentsManager } from './jupyterlite';

/** The folders that the app itself has. */
const OF_THE_APP = /^(exercises|notebooks)[/]/;

/**
 * Returns the learner's files in JupyterLite, which live in the browser's storage. Those that were
 * never changed come from the site.
 */
export function learnerFiles(contents: ContentsManager): TabHost['files'] {
  /** For a missing folder, JupyterLite would ask the site for a list that does not exist. */
  async function mayExist(path: string): Promise<boolean> {
    if (OF_THE_APP.test(path)) return true;
    const { content } = await contents.get('', { content: true });
    const [top] = path.split('/');
    return (content as { name: string }[]).some(({ name }) => name === top);
  }
  return {
    async read(path) {
      if (!(await mayExist(path))) return undefined;
      try {
        const { content } = await contents.get(path, { content: true, type: 'file', format: 'text' });
        return typeof content === 'string' ? content : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw new Error(`${path} cannot be read (${reasonOf(error)}): is the network there?`, {
          cause: error,
        });
      }
    },
    async write(path, text) {
      await contents.save(path, { type: 'file', format: 'text', content: text });
    },
  };
}

/** Returns whether JupyterLite says that there is no such file: a `ResponseError`. */
function isMissing(error: unknown): boolean {
  const { response } = error as { response?: { status?: number } };
  return response?.status === 404;
}

/** Returns the message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
