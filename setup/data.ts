import { dataSet, embeddedDefault, install, isInstalled } from '../lib/datasets';
import { showProgress } from '../lib/progress';
import type { Step } from './step';

/** Installs the word vectors and reviews that notebooks and tests need. */
export const embeddedData: Step = {
  name: 'word vectors and reviews',
  missing() {
    const due = embeddedDefault.filter((name) => !isInstalled(name));
    if (due.length === 0) return undefined;
    const bytes = due.reduce((sum, name) => sum + dataSet(name).archive.bytes, 0);
    return { megabytes: Math.ceil(bytes / 1e6), seconds: 15 };
  },
  async provide() {
    const due = embeddedDefault.filter((name) => !isInstalled(name));
    for (const name of due) await install(name, { progress: showProgress(name, 'bytes') });
    return `${due.join(', ')} in data/`;
  },
};
