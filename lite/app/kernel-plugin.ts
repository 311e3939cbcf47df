/** The extension of JupyterLite that has the kernel of the course. */
import { appAddress } from './address';
import type { App, KernelClient, KernelSpecs, Plugin } from './jupyterlite';
import { liteKernel, type StoppableKernel } from './kernel';
import { learnerFiles } from './learner-files';
import { startKernel } from './notebook-kernel';

/** The folder of the lessons. */
const LESSONS = 'notebooks';
/** What most lessons import in their first cells. */
const PREPARED = ['../lib/backend', '../lib/plots', 'danfojs-node'];

/** What the extension needs of `@jupyterlite/services`. */
export interface Services {
  IKernelSpecs: unknown;
  IKernelClient: unknown;
}

/**
 * Returns the plugin that registers the kernel. Its name is that of the installed one, so that the
 * same notebooks open with it.
 */
export function kernelPlugin({ IKernelSpecs, IKernelClient }: Services): Plugin {
  return {
    id: 'sentiment-lab:kernel',
    autoStart: true,
    requires: [IKernelSpecs, IKernelClient],
    activate(app: App, specs: KernelSpecs, client: KernelClient) {
      const kernels = new Map<string, StoppableKernel>();
      const base = appAddress();
      const files = learnerFiles(app.serviceManager.contents);
      const start = (folder: string) =>
        startKernel({ base, workers: `${base}course/`, folder, files, prepared: PREPARED });
      // A page with a lesson needs a kernel soon: it starts while JupyterLite does.
      let early = opensLesson() ? start(LESSONS) : undefined;
      const started = (folder: string) => {
        const kernel = folder === LESSONS && early ? early : start(folder);
        if (kernel === early) early = undefined;
        return kernel;
      };
      specs.register({
        spec: {
          name: 'tslab',
          display_name: 'TypeScript',
          language: 'typescript',
          argv: [],
          resources: { 'logo-svg': `${base}course/logo.svg`, 'logo-64x64': `${base}course/logo.svg` },
        },
        async create(options) {
          const kernel = liteKernel(options, started(folderOf(options.location)));
          kernels.set(options.id, kernel);
          kernel.disposed.connect(() => kernels.delete(options.id));
          return kernel;
        },
      });
      stopRunningCells(client, kernels);
    },
  };
}

/**
 * Makes the Stop button stop the running cell. JupyterLite by itself only drops the cells that wait
 * after it.
 */
function stopRunningCells(client: KernelClient, kernels: ReadonlyMap<string, StoppableKernel>): void {
  const dropWaiting = client.interrupt.bind(client);
  client.interrupt = async (id) => {
    kernels.get(id)?.interrupt();
    await dropWaiting(id);
  };
}

function opensLesson(): boolean {
  const path = new URLSearchParams(location.search).get('path') ?? '';
  return path.endsWith('.ipynb') && folderOf(path.replace(/[^/]*$/, '')) === LESSONS;
}

/**
 * Returns the folder of a notebook without the name of a drive or a slash at its start. JupyterLite
 * gives none for a console that no notebook belongs to.
 */
function folderOf(location: string): string {
  return location.replace(/^[^/]*:/, '').replace(/^[/]+|[/]+$/g, '') || LESSONS;
}
