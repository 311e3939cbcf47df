import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Returns the outputs of an exported model in a program that knows only tfjs, on its CPU backend.
 *
 * @param rows token ids; the shorter ones are padded
 */
export async function outputsInPlainTfjs(folder: string, rows: readonly Int32Array[]): Promise<number[]> {
  const length = Math.max(...rows.map((row) => row.length));
  const ids = rows.flatMap((row) => [...row, ...Array(length - row.length).fill(0)]);
  const program = `
    const tf = require('@tensorflow/tfjs');
    const { readFileSync } = require('node:fs');
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync('${folder}/model.json', 'utf8'));
    const weightData = new Uint8Array(readFileSync('${folder}/weights.bin')).buffer;
    const load = async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
    tf.setBackend('cpu').then(() => tf.loadLayersModel({ load })).then((model) => {
      const ids = tf.tensor2d(${JSON.stringify(ids)}, [${rows.length}, ${length}], 'int32');
      process.stdout.write(JSON.stringify([...model.predict(ids).dataSync()]));
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
  return JSON.parse(stdout);
}
