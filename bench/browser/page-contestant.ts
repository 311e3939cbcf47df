import type * as tfjs from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Prepared } from '../contestant';
import { type LayersLibrary, type LayersModel, layersModel, type ModelInputs } from '../lstm/layers-model';
import type { LstmCase } from '../lstm/lstm-case';

/** What a page offers to `contestant.ts` as the global `contestant`. */
export interface PageContestant {
  versions: Record<string, string>;
  prepare(benchCase: LstmCase, inputs: ModelInputs): Pick<Prepared, 'answer' | 'pieces' | 'note'>;
  run(): undefined;
  dispose(): void;
}

/** Starts the WebAssembly backend, whose files are beside the page. */
export async function startBackend(tf: typeof tfjs): Promise<void> {
  setWasmPaths('/');
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start here');
}

/** Offers a library. `note` is a remark on its times. */
export function offer(library: LayersLibrary, options: { steps?: number; note?: string } = {}): void {
  const { note, ...changes } = options;
  let model: LayersModel | undefined;
  const contestant: PageContestant = {
    versions: { tfjs: library.tf.version.tfjs },
    prepare(benchCase, inputs) {
      model = layersModel(library, { ...benchCase, ...changes }, inputs);
      return { answer: model.answer, pieces: model.pieces, note };
    },
    run: () => model!.run(),
    dispose: () => model!.dispose(),
  };
  Object.assign(globalThis, { contestant });
}
