/**
 * Draws charts with JupyterLab's extension of Plotly. It is loaded when the first chart comes into
 * view: it would be a third of what a page loads at its start.
 */
import type { Container, Model, RendererFactory, RendererPlugin, Widget, Widgets } from './jupyterlite';

const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * Returns the extension that draws charts.
 *
 * @param load loads the container of the extension of Plotly
 */
export function lazyCharts({ Panel }: Widgets, load: () => Promise<Container>): RendererPlugin {
  let factory: Promise<RendererFactory> | undefined;

  async function loadFactory(): Promise<RendererFactory> {
    const module = await (await load()).get('./mimeExtension');
    const { default: plugin } = module() as { default: RendererPlugin | RendererPlugin[] };
    return [plugin].flat()[0]!.rendererFactory;
  }

  return {
    id: 'sentiment-lab-kernel:charts',
    rank: 0,
    dataType: 'json',
    rendererFactory: {
      safe: true,
      mimeTypes: [PLOTLY],
      createRenderer(options) {
        let latest: Model | undefined;
        let chart: Promise<Widget> | undefined;
        const panel = new Panel();
        panel.node.dataset['mimeType'] = PLOTLY; // as JupyterLab's own outputs have it
        const draw = async (): Promise<void> => {
          factory ??= loadFactory();
          chart ??= factory.then((ready) => {
            const widget = ready.createRenderer(options);
            panel.node.style.minHeight = '';
            panel.addWidget(widget);
            return widget;
          });
          const widget = await chart;
          if (latest) await widget.renderModel?.(latest);
        };
        return Object.assign(panel, {
          async renderModel(model: Model) {
            latest = model;
            if (chart) return draw();
            panel.node.style.minHeight = `${heightOf(model)}px`;
            whenInView(panel.node, () => void draw());
          },
        });
      },
    },
  };
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
