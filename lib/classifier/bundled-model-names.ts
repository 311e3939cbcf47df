/**
 * The bundled models: `general` for tweets, sentences and reviews (negative, neutral, positive),
 * `imdb` for film reviews (negative, positive).
 */
export const BUNDLED_MODELS = ['general', 'imdb'] as const;

/** The name of a bundled model. */
export type BundledModel = (typeof BUNDLED_MODELS)[number];

/**
 * The bundled model that is used where no model is named. It is the one inside `lstm-sentiment`.
 */
export const DEFAULT_MODEL: BundledModel = 'general';

/** Whether a name is that of a bundled model. */
export function isBundled(name: string): name is BundledModel {
  return BUNDLED_MODELS.some((model) => model === name);
}
