/**
 * Draws charts with JupyterLab's extension of Plotly. It is loaded when the first chart comes into
 * view: it is a large part of what a page would load at its start.
 */
import { once } from '../once';
import type { Container, Model, RendererFactory, RendererPlugin, Widget, Widgets } from './jupyterlite';
import { reasonOf } from './learner-files';

const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * Returns the extension that draws charts.
 *
 * @param load loads the container of the extension of Plotly
 */
export function lazyCharts({ Panel }: Widgets, load: () => Promise<Container>): RendererPlugin {
  const factory = once(async (): Promise<RendererFactory> => {
    const module = await (await load()).get('./mimeExtension');
    const { default: plugin } = module() as { default: RendererPlugin | RendererPlugin[] };
    return [plugin].flat()[0]!.rendererFactory;
  });

  return {
    id: 'sentiment-lab-kernel:charts',
    rank: 0,
    dataType: 'json',
    rendererFactory: {
      safe: true,
      mimeTypes: [PLOTLY],
      createRenderer(options) {
        let latest: Model | undefined;
        const panel = new Panel();
        panel.node.dataset['mimeType'] = PLOTLY; // as JupyterLab's own outputs have it
        panel.node.setAttribute('role', 'figure');
        const chart = once(async () => {
          const widget = (await factory()).createRenderer(options);
          panel.node.style.minHeight = '';
          panel.node.textContent = '';
          panel.addWidget(widget);
          fitToPage(widget, panel.node);
          return widget;
        });
        let isWanted = false;
        const draw = async (): Promise<void> => {
          isWanted = true;
          try {
            const widget = await chart();
            if (latest) await widget.renderModel?.(latest);
          } catch (error) {
            panel.node.textContent = `The chart cannot be drawn (${reasonOf(error)}): run its cell again.`;
          }
        };
        return Object.assign(panel, {
          async renderModel(model: Model) {
            latest = model;
            panel.node.setAttribute('aria-label', String(model.data['text/plain'] ?? 'A chart'));
            if (isWanted) return draw();
            panel.node.style.minHeight = `${heightOf(model)}px`;
            whenInView(panel.node, draw);
          },
        });
      },
    },
  };
}

/** Keeps a chart as wide as its cell, and the picture of it in a saved notebook at most so wide. */
function fitToPage(chart: Widget, cell: HTMLElement): void {
  for (const picture of Array.from(chart.node.querySelectorAll('img')))
    Object.assign(picture.style, { maxWidth: '100%', height: 'auto' });
  let width = cell.clientWidth;
  new ResizeObserver(() => {
    if (cell.clientWidth === width || cell.clientWidth === 0) return; // 0: it is not shown
    width = cell.clientWidth;
    chart.update();
  }).observe(cell);
}

/** The height of a chart that sets none, as Plotly has it. */
const HEIGHT = 450;

function heightOf({ data }: Model): number {
  const { layout } = (data[PLOTLY] ?? {}) as { layout?: { height?: number } };
  return layout?.height ?? HEIGHT;
}

/** Calls `then` once, when an element is in view or nearly so. */
function whenInView(element: Element, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '200px' },
  );
  observer.observe(element);
}
