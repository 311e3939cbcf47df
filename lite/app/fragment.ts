/** The heading that an address names with its fragment. */
import type { Document } from './jupyterlite';

const INTERVAL_MS = 100;
const TRIES = 150;

/**
 * Scrolls an open file to a heading as soon as that is rendered, which JupyterLab does not wait
 * for.
 *
 * @param id the heading's, such as `Glossary`
 */
export async function showHeading({ node, context }: Document, id: string): Promise<void> {
  await context?.ready;
  const name = CSS.escape(id);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const heading = node.querySelector(`[data-jupyter-id="${name}"], [id="${name}"]`);
    if (heading) return heading.scrollIntoView();
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
