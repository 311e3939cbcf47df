import { Option } from 'commander';

/** Returns the flag that says which model is used. */
export function checkpointOption(): Option {
  return new Option(
    '--checkpoints_dir <folder>',
    'a run, whose best checkpoint is used, or a checkpoint (default: the bundled model)',
  );
}
