/** The service worker: the playground works without a network after the first visit. */
import { clientsClaim } from 'workbox-core';
import {
  cleanupOutdatedCaches,
  matchPrecache,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { registerRoute, setCatchHandler } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { MODEL_CACHE } from './reading/fetch-model';

/** The files of the page with their digests. The build writes them. */
declare const PRECACHED: PrecacheEntry[];

(self as unknown as { skipWaiting(): Promise<void> }).skipWaiting();
clientsClaim();
cleanupOutdatedCaches();
precacheAndRoute(PRECACHED);
// The page has put the model there. Names contain digests, so what is kept is never stale.
registerRoute(({ url }) => url.pathname.endsWith('.bin'), new CacheFirst({ cacheName: MODEL_CACHE }));
registerRoute(
  ({ url }) => /[/]assets[/]/.test(url.pathname),
  new CacheFirst({ cacheName: 'playground-assets' }),
);
setCatchHandler(async ({ request }) => {
  const page = request.mode === 'navigate' ? await matchPrecache('index.html') : undefined;
  return page ?? Response.error();
});
