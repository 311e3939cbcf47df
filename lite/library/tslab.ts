/** The module `tslab` for the library: what it shows appears below the cell. */
import type { MimeBundle } from '../module-registry';
import { newId } from '../new-id';
import { host } from './host';

type Show = (bundle: MimeBundle) => void;

/** Returns functions for the types of output that the library shows. */
function display(show: Show) {
  return {
    html: (text: string) => show({ 'text/html': text }),
    svg: (text: string) => show({ 'image/svg+xml': text }),
    text: (text: string) => show({ 'text/plain': text }),
    raw: (type: string, data: unknown) => show({ [type]: data }),
  };
}

const shown = display((bundle) => host().display(bundle));

export { shown as display };

/** Returns a display whose output each call replaces. */
export function newDisplay() {
  const id = newId();
  let isShown = false;
  return display((bundle) => {
    if (isShown) host().update(id, bundle);
    else host().display(bundle, id);
    isShown = true;
  });
}
