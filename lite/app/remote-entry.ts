/**
 * The entry of the extension, as JupyterLab loads it: a container of module federation, which gets
 * the modules that all extensions share and gives the plugin.
 */
import { coursePlugin, type Menus, type Palettes } from './course-plugin';
import type { Container, ShareScope, Widgets } from './jupyterlite';
import { kernelPlugin, type Services } from './kernel-plugin';
import { lazyCharts } from './lazy-charts';

declare global {
  var _JUPYTERLAB: Record<string, Container> | undefined;
  /** The entry of the extension of Plotly, relative to this script. The build knows it. */
  const PLOTLY_ENTRY: string;
}

const here = (document.currentScript as HTMLScriptElement | null)?.src ?? '';
let shared: ShareScope = {};

globalThis._JUPYTERLAB ??= {};
globalThis._JUPYTERLAB['sentiment-lab-kernel'] = {
  init(scope) {
    shared = scope;
  },
  async get(module) {
    const plugin = await pluginOf(module);
    return () => ({ __esModule: true, default: plugin });
  },
};

async function pluginOf(module: string): Promise<object> {
  if (module === './extension')
    return [
      kernelPlugin((await sharedModule('@jupyterlite/services')) as Services),
      coursePlugin(
        (await sharedModule('@jupyterlab/mainmenu')) as Menus,
        (await sharedModule('@jupyterlab/apputils')) as Palettes,
      ),
    ];
  if (module === './mimeExtension')
    return lazyCharts((await sharedModule('@lumino/widgets')) as Widgets, loadPlotly);
  throw new Error(`sentiment-lab-kernel has no module ${module}`);
}

/** Loads the extension of Plotly, as JupyterLab would do. */
async function loadPlotly(): Promise<Container> {
  const script = document.createElement('script');
  script.src = new URL(PLOTLY_ENTRY, here).href;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${script.src} cannot be loaded: reload the page.`));
    document.head.append(script);
  });
  const container = globalThis._JUPYTERLAB?.['jupyterlab-plotly'];
  if (!container) throw new Error(`${script.src} has no extension`);
  await container.init(shared);
  return container;
}

async function sharedModule(name: string): Promise<unknown> {
  const [latest] = Object.values(shared[name] ?? {}).slice(-1);
  if (!latest) throw new Error(`JupyterLite does not share ${name}`);
  const factory = await latest.get();
  return factory();
}
