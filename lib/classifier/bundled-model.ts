import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository';

/**
 * The bundled models: `general` for tweets, sentences and reviews (negative, neutral, positive),
 * `imdb` for film reviews (negative, positive).
 */
export const BUNDLED_MODELS = ['general', 'imdb'] as const;

/** The name of a bundled model. */
export type BundledModel = (typeof BUNDLED_MODELS)[number];

/** The bundled model that is used where no model is named. */
export const DEFAULT_MODEL: BundledModel = 'general';

/** Returns the folder of a bundled model: a checkpoint with its model card. */
export function bundledModelFolder(name: BundledModel = DEFAULT_MODEL): string {
  return join(repositoryRoot(), 'models', name);
}

/** Returns where `loadClassifier` finds a bundled model. @throws if it is not there */
export function bundledModel(name: BundledModel = DEFAULT_MODEL): string {
  const folder = bundledModelFolder(name);
  if (existsSync(folder)) return folder;
  throw new Error(
    `this copy has no models/${name}: restore it (git checkout models/${name}), or train a model and name its folder`,
  );
}
