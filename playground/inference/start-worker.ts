/**
 * Starts a worker that obeys the page's Content-Security-Policy. A worker from a URL of the site
 * would have no policy, as that comes with the server's headers, which a static page does not have.
 * A worker from a `blob:` URL inherits the page's policy, so it cannot reach other hosts either.
 *
 * @param url the worker's script
 */
export function startWorker(url: string): Worker {
  const place = new URL(url, document.baseURI).href;
  const program = new Blob([`import ${JSON.stringify(place)};`], { type: 'text/javascript' });
  const blob = URL.createObjectURL(program);
  return new Worker(blob, { type: 'module' });
}
