/** The module `tslab` of a tab: what cells and modules display, as tslab's own functions do. */
import type { Display } from 'tslab';
import { currentCell } from '../../kernel/cell';
import type { MimeBundle } from '../../kernel/rich-output';
import type { TabHost } from '../module-registry';
import { newId } from '../new-id';

/** Shows an output below the current cell. With an id it can be changed later. */
function display(data: MimeBundle, displayId?: string): void {
  currentCell()?.publish('display_data', { data, metadata: {}, transient: transient(displayId) });
}

/** Changes the output of an id, in whichever cell it is. */
function update(displayId: string, data: MimeBundle): void {
  currentCell()?.publish('update_display_data', { data, metadata: {}, transient: transient(displayId) });
}

function transient(displayId?: string) {
  return displayId === undefined ? {} : { display_id: displayId };
}

function displayWith(show: (data: MimeBundle) => void): Display {
  const raw = (type: string, content: unknown) => show({ [type]: content });
  return {
    html: (text) => raw('text/html', text),
    javascript: (text) => raw('text/javascript', text),
    markdown: (text) => raw('text/markdown', text),
    latex: (text) => raw('text/latex', text),
    svg: (text) => raw('image/svg+xml', text),
    text: (text) => raw('text/plain', text),
    png: (bytes) => raw('image/png', toBase64(bytes)),
    jpeg: (bytes) => raw('image/jpeg', toBase64(bytes)),
    gif: (bytes) => raw('image/gif', toBase64(bytes)),
    pdf: (bytes) => raw('application/pdf', toBase64(bytes)),
    raw,
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Returns the module `tslab`. */
export function tslabModule(): TabHost['tslab'] {
  return {
    display: displayWith((data) => display(data)),
    newDisplay() {
      const id = newId();
      let isShown = false;
      return displayWith((data) => {
        if (isShown) update(id, data);
        else display(data, id);
        isShown = true;
      });
    },
  };
}
