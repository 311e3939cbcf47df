import { Option } from 'commander';

/** Returns the flag that selects the model. */
export function checkpointOption(): Option {
  return new Option(
    '--checkpoints_dir <folder>',
    'a run, whose best checkpoint is used, or a checkpoint (default: the bundled model)',
  );
}
