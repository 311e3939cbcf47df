import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveModel } from '../checkpoints/model-files';
import { buildFolder } from '../files/replace-folder';
import type { LoadedClassifier } from './load';
import { toTfjsModel } from './tfjs-model';

/** What stands in `reading.json`: how a text becomes the model's input, and what its outputs mean. */
export interface ExportedTokenizer {
  /** What is done to a text before it is split at spaces, in words. */
  cleaning: string;
  /** Words that are left out after that. */
  stopWords: readonly string[];
  /** The id of words that are not in `words.json`; 0 fills a row up behind its last word. */
  unknownId: number;
  /** Texts are cut to this many words; null: none is. */
  maxLength: number | null;
  /** Columns to which texts are padded; null: as many as the longest of a batch. */
  paddedLength: number | null;
  /** What the model's outputs are: take the softmax, or of a single one the sigmoid for the second class. */
  outputs: 'logits of each class' | 'logit of the second class';
  /** What logits are divided by before that, so that probabilities are honest. */
  temperature: number;
  classes: readonly string[];
}

/**
 * Writes a classifier into a new folder as programs take it that do not know checkpoints, and returns the names of the
 * files: `model.json` and `weights.bin` for `tf.loadLayersModel`, `words.json` (the id of each word), `reading.json`.
 *
 * @param stock whether to use tfjs' own layers alone; else whoever loads the model has to import `lib/layers` first, and
 *   to provide the word vectors that it names
 * @throws as `toTfjsModel` does
 */
export async function exportModel(
  classifier: LoadedClassifier,
  folder: string,
  { stock = false } = {},
): Promise<string[]> {
  const {
    model,
    idByToken,
    stopWords,
    tokenizer,
    lookup,
    maxLength,
    paddedLength,
    temperature = 1,
    classes,
  } = classifier;
  const [outputs] = (model.outputShape as number[]).slice(-1);
  const exportedTokenizer: ExportedTokenizer = {
    cleaning: tokenizer.description,
    stopWords: [...stopWords],
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
      await write('words.json', `${JSON.stringify(idByToken())}\n`);
      await write('reading.json', `${JSON.stringify(exportedTokenizer, null, 2)}\n`);
    });
  } finally {
    if (stock) exported.dispose();
  }
  return names.sort();
}
