#!/usr/bin/env node
/**
 * The command of the package `sentiment-lab`: `npx sentiment-lab NAME`. Each of its commands is
 * that of `npm run NAME` in the repository.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { checkNode } from '../kernel/node-version.cjs';
import { repositoryRoot } from '../lib/repository';
import type { PackageCommand } from '../packages/command-names';
import { runCommand } from './command-line';
import { underscored } from './options';
import { complain } from './say';
import { supervise } from './supervise.cjs';

interface Entry {
  summary: string;
  /** Loads the command, which may depend on its arguments. */
  load(argv: readonly string[]): Promise<Command>;
}

const COMMANDS: Record<PackageCommand, Entry> = {
  predict: {
    summary: 'classify texts',
    load: async () => (await import('./predict')).predictCommand(),
  },
  explain: {
    summary: 'show how each word changes a prediction',
    load: async () => (await import('./explain')).explainCommand(),
  },
  score: {
    summary: 'add labels and probabilities to the rows of a file',
    load: async () => (await import('./score')).scoreCommand(),
  },
  evaluate: {
    summary: 'evaluate a model on labeled texts',
    load: async () => (await import('./evaluate')).evaluateCommand(),
  },
  finetune: {
    summary: 'adapt a model to your own texts and classes',
    load: async () => (await import('./finetune')).finetuneCommand(),
  },
  train: {
    summary: 'train a system on labeled texts',
    load: async (argv) => (await import('./train')).trainCommand(argv),
  },
  tune: {
    summary: 'search for good hyperparameters of a system',
    load: async (argv) => (await import('./tune')).tuneCommand(argv),
  },
  pretrain: {
    summary: 'pretrain language models for train --model pretrained',
    load: async () => (await import('./pretrain')).pretrainCommand(),
  },
  export: {
    summary: 'export a model for TensorFlow.js or onnxruntime',
    load: async () => (await import('./export')).exportCommand(),
  },
  import: {
    summary: 'import a classifier that Keras trained',
    load: async () => (await import('./import')).importCommand(),
  },
  serve: {
    summary: 'serve a model over HTTP',
    load: async () => (await import('./serve')).serveCommand(),
  },
  worker: {
    summary: 'do units of work from a queue on a Redis server',
    load: async () => (await import('./worker')).workerCommand(),
  },
  data: {
    summary: 'list and install data sets',
    load: async () => (await import('./data')).dataCommand(),
  },
  duplicates: {
    summary: 'find duplicates across training and test sets',
    load: async () => (await import('./duplicates')).duplicatesCommand(),
  },
  doctor: {
    summary: 'show which backend computes, and what is missing',
    load: async () => (await import('./package-doctor')).doctorCommand(),
  },
};

/** They train for long: signals stop them between two steps. */
const COMPUTES = ['train', 'tune', 'pretrain', 'finetune', 'evaluate'];
const isSupervised = process.env.SENTIMENT_SUPERVISED !== undefined;

/** Returns the program with all commands. Each gets the arguments behind its name. */
function program(): Command {
  const { version } = JSON.parse(readFileSync(join(repositoryRoot(), '..', 'package.json'), 'utf8'));
  const all = new Command('npx sentiment-lab')
    .description('Trains, fine-tunes, evaluates and serves LSTM classifiers of texts.')
    .version(version)
    .usage('<command> [arguments]')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .enablePositionalOptions()
    .addHelpText('after', '\nFlags of a command: npx sentiment-lab COMMAND --help');
  for (const [name, { summary, load }] of Object.entries(COMMANDS))
    all
      .command(name)
      .summary(summary)
      .argument('[arguments...]')
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async () => {
        if (COMPUTES.includes(name) && !isSupervised)
          return supervise([...process.execArgv, ...process.argv.slice(1)]);
        const argv = underscored([...process.argv.slice(0, 2), ...process.argv.slice(3)]);
        await runCommand(await load(argv), argv);
      });
  return all;
}

const fault = checkNode(process.versions.node);
if (fault) {
  complain(fault);
  process.exit(1);
}
void runCommand(program());
