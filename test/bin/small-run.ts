import { defaultsOf } from '../../experiments/runs/flags';
import { trainSystem } from '../../experiments/runs/run';
import { systems } from '../../experiments/systems/systems';
import { writeCsv } from '../experiments/systems/corpus';

/**
 * Trains a small model, in a second. Writes its data to `csv` in a folder, its summaries to `logs`,
 * and returns the folder of the run.
 */
export async function trainSmall(dir: string): Promise<string> {
  const run = await trainSystem(systems.simple, {
    ...defaultsOf(systems.simple.flags),
    data: writeCsv(`${dir}/csv`),
    checkpoints_root: `${dir}/cp`,
    summaries_dir: `${dir}/logs`,
    stopwords_file: null,
    train_steps: 60,
    validate_every: 60,
    hidden_size: 8,
    embedding_size: 8,
    test_size: 0.1,
    dropout_keep_prob: 1,
  });
  return run.folder;
}
