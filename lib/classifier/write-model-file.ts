/** Writes classifiers as files of `lstm-sentiment`. */
import { type CheckpointFiles, FORMATS, readCheckpoint } from '../../runtime/checkpoint';
import { quantized, writeModel } from '../../runtime/model-file';
import { tf } from '../backend';
import { type Vocabulary, vocabularyJson } from '../text/vocabulary';
import type { ClassifierParts } from './parts';

/**
 * Returns the file of a classifier, for `load` of `lstm-sentiment` and for `partsOfModelFile`. Its
 * weights have 8 bits. It works in browsers, too.
 *
 * @param name the name of the model
 * @throws when `lstm-sentiment` cannot run it: it has another tokenizer than `punctuation`, frozen
 *   word vectors, or other layers
 */
export async function modelFileOf(parts: ClassifierParts, name: string): Promise<Uint8Array> {
  const { model, tokenizer, lookup, classes, maxLength, temperature = 1 } = parts;
  if ('matrix' in lookup) throw new Error(`${name}: the classifier uses frozen word vectors`);
  const format = Math.max(...FORMATS);
  const settings = { format, classes, tokenizer: tokenizer.name, maxLength, temperature };
  const encode = (text: string) => new TextEncoder().encode(text);
  let files: CheckpointFiles | undefined;
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ weights: weightSpecs }];
      files = {
        'checkpoint.json': encode(JSON.stringify(settings)),
        'model.json': encode(JSON.stringify({ modelTopology, weightsManifest })),
        'weights.bin': new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
        'vocabulary.json': encode(vocabularyJson(lookup as Vocabulary)),
      };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return writeModel(quantized(readCheckpoint(files!, name)));
}
