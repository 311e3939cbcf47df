import './all-cores';
import { Command } from 'commander';
import { dataAliases } from '../experiments/runs/aliases';
import { defaultsOf } from '../experiments/runs/flags';
import {
  type PretrainEvents,
  type PretrainValues,
  pretrain,
  pretrainFlags,
} from '../experiments/systems/pretrain';
import { ready } from '../lib/backend';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { count, print, say, sayNotes } from './say';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';

export function pretrainCommand(): Command {
  const program = new Command('npm run -s pretrain --').description(
    'Pretrains language models on reviews, without their labels, for train --model pretrained. ' +
      'It resumes where an earlier call stopped.',
  );
  return addFlags(program, pretrainFlags, dataAliases)
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', examples('--data reviews.csv --directions forward'))
    .action(async ({ json = false }) => {
      const values = {
        ...defaultsOf(pretrainFlags),
        ...givenFlags(program, pretrainFlags, dataAliases),
      } as PretrainValues;
      const events = json ? jsonEvents : textEvents;
      await ready();
      try {
        await withStopSignal((signal) => pretrain(values, { ...events, signal }), sayStopping);
      } catch (error) {
        if ((error as Error).name !== 'AbortError') throw error;
        say('Stopped. The same command resumes.');
        process.exit(stopCode());
      }
    });
}

const jsonEvents: PretrainEvents = {
  onRead: (notes) => print({ event: 'read', notes }),
  onData: (data) => print({ event: 'data', ...data }),
  onMetrics: (stage, metrics) => print({ event: 'step', stage, ...metrics }),
  onTrained: (model) => print({ event: 'done', ...model }),
  progress: showProgress,
};

const textEvents: PretrainEvents = {
  onRead: sayNotes,
  onData: ({ train, tokens, validation }) =>
    say(
      `Data: ${count(train)} reviews (${count(tokens)} tokens) for training, ${count(validation)} for validation`,
    ),
  onTrained: ({ folder, perplexity }) =>
    say(`Model saved in: ${folder}, validation perplexity ${perplexity.toFixed(1)}`),
  progress: showProgress,
};

if (require.main === module) void runCommand(pretrainCommand(), underscored(process.argv));
