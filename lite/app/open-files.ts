/** The learner's files with those that are open in an editor: nothing stale is read or shown. */
import type { TabHost } from '../module-registry';
import type { Context } from './jupyterlite';

/** What shows open files. An open file has a context. */
interface OpenFiles {
  widgets(area: 'main'): Iterable<{ context?: Context }>;
}

/**
 * Returns files of which an open one is saved before it is read, and is shown as it is written.
 *
 * @param files the saved files
 * @param shell what shows the open ones
 */
export function withOpenFiles(files: TabHost['files'], shell: OpenFiles): TabHost['files'] {
  return {
    async read(path) {
      for (const context of openContexts(shell, path)) if (context.model.dirty) await context.save();
      return files.read(path);
    },
    async write(path, text) {
      await files.write(path, text);
      for (const context of openContexts(shell, path)) await context.revert();
    },
  };
}

/** A file that is open twice has one context. */
function openContexts(shell: OpenFiles, path: string): Set<Context> {
  const open = [...shell.widgets('main')].flatMap(({ context }) => (context ? [context] : []));
  return new Set(open.filter((context) => context.path.replace(/^[^/]*:/, '') === path));
}
