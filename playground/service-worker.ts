/**
 * The service worker: the playground works without a network after the first visit. The whole site
 * is in its scope, so it answers only for the files of the playground's build.
 */
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { MODEL_CACHE } from './inference/fetch-model';

/** The files that are kept at the first visit, with their digests. The build writes them. */
declare const PRECACHED: PrecacheEntry[];
/**
 * The files that are kept once they were asked for, by the name of their cache. Their names contain
 * their digests, so what is kept is never stale. The build writes them.
 */
declare const KEPT: Readonly<Record<'models' | 'onDemand', readonly string[]>>;

/** What TypeScript's types of pages lack. */
const scope = self as unknown as {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'activate',
    listener: (event: { waitUntil(work: Promise<void>): void }) => void,
  ): void;
};

scope.skipWaiting();
clientsClaim();
cleanupOutdatedCaches();
precacheAndRoute(PRECACHED);
keep(KEPT.models, MODEL_CACHE); // the page has put the model there
keep(KEPT.onDemand, 'playground-assets');

/** Serves files from a cache, and removes from it what earlier releases have left. */
function keep(files: readonly string[], cacheName: string): void {
  const urls = new Set(files.map((file) => new URL(file, scope.registration.scope).href));
  registerRoute(({ url }) => urls.has(url.href), new CacheFirst({ cacheName }));
  scope.addEventListener('activate', (event) => event.waitUntil(removeOthers(cacheName, urls)));
}

async function removeOthers(cacheName: string, urls: ReadonlySet<string>): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const { url } of await cache.keys()) if (!urls.has(url)) await cache.delete(url);
}
