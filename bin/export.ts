import { Command } from 'commander';
import { FlagError } from '../experiments/runs/flags';
import { requireNewFolder } from '../experiments/runs/new-folder';
import { checkpointOption, chosenClassifier, vectorsOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { tell } from './say';

export function exportCommand(): Command {
  return new Command('npm run -s export --')
    .description(
      'Exports a model for tf.loadLayersModel or onnxruntime, with its vocabulary, tokenizer settings and classes.',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .addOption(checkpointOption())
    .addOption(vectorsOption())
    .option(
      '--stock',
      "use only tfjs' built-in layers; otherwise a program needs lib/layers to load the model",
    )
    .option(
      '--onnx',
      'write model.onnx, for onnxruntime in any language, instead of a model for TensorFlow.js',
    )
    .addHelpText('after', examples('--out exported --onnx'))
    .action(async ({ out, checkpoints_dir, vectors, stock = false, onnx = false }) => {
      if (stock && onnx) throw new FlagError('--stock and --onnx are two formats: name one of them');
      requireNewFolder(out);
      const files = await (await chosenClassifier({ checkpoints_dir, vectors })).export(out, { stock, onnx });
      tell(`${out}: ${files.join(', ')}`);
    });
}

if (require.main === module) void runCommand(exportCommand(), underscored(process.argv));
