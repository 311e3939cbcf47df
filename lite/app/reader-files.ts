import type { TabHost } from '../module-registry';
import type { ContentsManager } from './jupyterlite';

/** Returns the files that the reader sees in JupyterLite, which live in the browser's storage. */
export function readerFiles(contents: ContentsManager): TabHost['files'] {
  return {
    async read(path) {
      // JupyterLite would ask the server for the list of a folder that there is not.
      const { content: folders } = await contents.get('', { content: true });
      const [top] = path.split('/');
      if (!(folders as { name: string }[]).some(({ name }) => name === top)) return undefined;
      try {
        const { content } = await contents.get(path, { content: true, type: 'file', format: 'text' });
        return typeof content === 'string' ? content : undefined;
      } catch {
        return undefined;
      }
    },
    async write(path, text) {
      await contents.save(path, { type: 'file', format: 'text', content: text });
    },
  };
}
