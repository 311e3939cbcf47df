import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { tf } from '../backend';
import { saveModel, type Write } from '../checkpoints/model-files';
import { fileRecordsOf, writeRecord } from '../files/folder-record';
import { buildFolder } from '../files/replace-folder';
import type { Tokenizer } from '../text/tokenizer';
import { toOnnxModel } from './onnx-model';
import type { ClassifierParts } from './parts';
import { toTfjsModel } from './tfjs-model';

/**
 * The content of `classifier.json`: how to make the model's input, and how to use its output. The
 * file also has the sizes and digests of the files beside it.
 */
export interface ExportedClassifier {
  /** What the tokenizer does, in a sentence. */
  tokenizer: string;
  /** The tokens that it removes. */
  stopWords: readonly string[];
  /** The id of tokens that are not in `vocab.json`. Padding is 0. */
  unknownId: number;
  /** The side of the padding. */
  padding: 'right' | 'left';
  /** Texts are truncated to this many tokens; null: no limit. */
  maxLength: number | null;
  /** Rows are padded to this length; null: to the longest row of a batch. */
  paddedLength: number | null;
  /** The outputs. The softmax of logits, or the sigmoid of a single logit, gives probabilities. */
  outputs: 'logits of each class' | 'logit of the second class';
  /** Divide the logits by it first. The probabilities are then calibrated. */
  temperature: number;
  classes: readonly string[];
}

const DESCRIPTION = 'classifier.json';

/** Options of `exportClassifier`. */
export interface ExportOptions {
  /**
   * Whether to use only tfjs' built-in layers. Otherwise, a program must import `lib/layers` and
   * register the model's word vectors before it loads the model. Default false.
   */
  stock?: boolean;
  /**
   * Whether to write `model.onnx` instead of a model for tfjs: the input `ids` is int64, `[batch,
   * time]`, the output `logits`. Default false.
   */
  onnx?: boolean;
}

/**
 * Writes a classifier into a new folder for programs without this library: `model.json` and
 * `weights.bin` for `tf.loadLayersModel`, or `model.onnx`; `vocab.json` (the id of each token) and
 * `classifier.json` (`ExportedClassifier`).
 *
 * @returns the names of the files, sorted
 * @throws if `folder` is a file, or has other files than an earlier export; with `stock`, like
 *   `toTfjsModel`; with `onnx`, like `toOnnxModel`
 */
export async function exportClassifier(
  { model, tokenizer, lookup, maxLength, paddedLength, temperature = 1, classes }: ClassifierParts,
  folder: string,
  { stock = false, onnx = false }: ExportOptions = {},
): Promise<string[]> {
  const [outputs] = (model.outputShape as number[]).slice(-1);
  const description: ExportedClassifier = {
    tokenizer: tokenizer.description,
    stopWords: [...tokenizer.stopWords],
    unknownId: lookup.unknownId!,
    padding: stock && model.layers.some((layer) => layer.getClassName() === 'PadLeft') ? 'left' : 'right',
    maxLength: maxLength ?? null,
    paddedLength: paddedLength ?? null,
    outputs: outputs === 1 ? 'logit of the second class' : 'logits of each class',
    temperature,
    classes,
  };
  const names: string[] = [];
  const build = async (ready: string) => {
    const write = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(ready, name), content);
      names.push(name);
    };
    if (onnx) await write('model.onnx', toOnnxModel(model));
    else if (stock) await saveStock(model, firstTokenOf(tokenizer, lookup), write);
    else await saveModel(model, write);
    await write('vocab.json', `${JSON.stringify(idByToken(lookup))}\n`);
    await writeRecord(ready, DESCRIPTION, { ...description, files: await fileRecordsOf(ready) });
    names.push(DESCRIPTION);
  };
  await buildFolder(folder, build, { record: DESCRIPTION });
  return names.sort();
}

async function saveStock(model: tf.LayersModel, firstToken: number | undefined, write: Write): Promise<void> {
  const stock = toTfjsModel(model, { firstToken });
  try {
    await saveModel(stock, write);
  } finally {
    stock.dispose();
  }
}

/** Returns the id of the special token that every text begins with, if there is one. */
function firstTokenOf(tokenizer: Tokenizer, lookup: ClassifierParts['lookup']): number | undefined {
  const [token] = tokenizer.specialTokens > 0 ? tokenizer.tokenize('') : [];
  return token === undefined ? undefined : lookup.idOf(token);
}

/** Returns the id of each token, without padding and the unknown token. */
function idByToken({ words, unknownId, idOf }: ClassifierParts['lookup']): Record<string, number> {
  const pairs = [...words.entries()].filter(
    ([id, word]) => id !== 0 && id !== unknownId && idOf(word) === id,
  );
  return Object.fromEntries(pairs.map(([id, word]) => [word, id]));
}
