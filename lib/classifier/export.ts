import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveModel } from '../checkpoints/model-files';
import { buildFolder } from '../files/replace-folder';
import type { ClassifierParts } from './parts';
import { toTfjsModel } from './tfjs-model';

/** What stands in `classifier.json`: how a text becomes the model's input, and what its outputs mean. */
export interface ExportedClassifier {
  /** What happens to a text before it is split at spaces, in a sentence. */
  tokenizer: string;
  /** Tokens that are removed after that. */
  stopWords: readonly string[];
  /** The id of tokens that are not in `vocab.json`. Padding is 0, on the right. */
  unknownId: number;
  /** Texts are truncated to this many tokens; null: no limit. */
  maxLength: number | null;
  /** Rows are padded to this length; null: to the longest text of a batch. */
  paddedLength: number | null;
  /** The model's outputs: take the softmax, or of a single logit the sigmoid, for the second class. */
  outputs: 'logits of each class' | 'logit of the second class';
  /** Divide logits by it first, so that probabilities are calibrated. */
  temperature: number;
  classes: readonly string[];
}

/** Options of `exportClassifier`. */
export interface ExportOptions {
  /**
   * Whether to use tfjs' own layers alone. Otherwise a program has to import `lib/layers` before it loads the model,
   * and to register the word vectors that the model names. Default false.
   */
  stock?: boolean;
}

/**
 * Writes a classifier into a new folder for programs that do not know checkpoints: `model.json` and `weights.bin` for
 * `tf.loadLayersModel`, `vocab.json` (the id of each token) and `classifier.json` (`ExportedClassifier`).
 *
 * @returns the names of the files
 * @throws as `toTfjsModel` does
 */
export async function exportClassifier(
  { model, tokenizer, lookup, maxLength, paddedLength, temperature = 1, classes }: ClassifierParts,
  folder: string,
  { stock = false }: ExportOptions = {},
): Promise<string[]> {
  const [outputs] = (model.outputShape as number[]).slice(-1);
  const description: ExportedClassifier = {
    tokenizer: tokenizer.description,
    stopWords: [...tokenizer.stopWords],
    unknownId: lookup.unknownId!,
    maxLength: maxLength ?? null,
    paddedLength: paddedLength ?? null,
    outputs: outputs === 1 ? 'logit of the second class' : 'logits of each class',
    temperature,
    classes,
  };
  const names: string[] = [];
  const exported = stock ? toTfjsModel(model) : model;
  try {
    await buildFolder(folder, async (ready) => {
      const write = async (name: string, content: string | Uint8Array) => {
        await writeFile(join(ready, name), content);
        names.push(name);
      };
      await saveModel(exported, write);
      await write('vocab.json', `${JSON.stringify(idByToken(lookup))}\n`);
      await write('classifier.json', `${JSON.stringify(description, null, 2)}\n`);
    });
  } finally {
    if (stock) exported.dispose();
  }
  return names.sort();
}

/** Returns the id of each token. The names of padding and of the unknown token are no tokens. */
function idByToken({ words, unknownId, idOf }: ClassifierParts['lookup']): Record<string, number> {
  const pairs = [...words.entries()].filter(
    ([id, word]) => id !== 0 && id !== unknownId && idOf(word) === id,
  );
  return Object.fromEntries(pairs.map(([id, word]) => [word, id]));
}
