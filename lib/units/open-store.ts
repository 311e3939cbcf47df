import { isBucketUrl } from '../s3/bucket-url';
import { bucketStore } from './bucket-store';
import { folderStore } from './folder-store';
import type { UnitStore } from './unit-store';

/**
 * Returns the store of a place.
 *
 * @param place a folder, or `s3://bucket/prefix`
 * @throws if it is the URL of no bucket
 */
export function unitStore(place: string): UnitStore {
  const store = stores.get(place) ?? (isBucketUrl(place) ? bucketStore(place) : folderStore(place));
  stores.set(place, store);
  return store;
}

const stores = new Map<string, UnitStore>();
