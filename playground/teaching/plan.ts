/** How a model is fine-tuned. */
export interface Plan {
  /** Cross-validation with that many folds. 1: a share of the texts is for validation. */
  folds: number;
  /** The most epochs. */
  epochs: number;
  /** Texts are cut at this many words. */
  maxLength: number;
  /** The share of the texts for validation, without folds. */
  validationShare: number;
}

/** The plan that the page suggests. */
export const TEACHING: Plan = { folds: 1, epochs: 8, maxLength: 200, validationShare: 0.2 };
