import type { ComponentType } from 'preact';
import { lazy } from 'preact/compat';

/**
 * Returns a part of the page that loads when it shows. If it does not load, it says so: there is no
 * network, or a new release of the site no longer has the files of this page.
 */
export function laterPart<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy<ComponentType<Props>>(() => load().catch(() => ({ default: NotLoaded })));
}

function NotLoaded() {
  return (
    <p class="error" role="alert">
      This part of the page cannot be loaded. Is there a network? If there is, the site has a new release.{' '}
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </p>
  );
}
