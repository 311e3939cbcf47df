/** The commands that the package `sentiment-lab` has, too. */
const IN_PACKAGE = [
  'data',
  'doctor',
  'duplicates',
  'evaluate',
  'explain',
  'export',
  'finetune',
  'import',
  'predict',
  'pretrain',
  'score',
  'serve',
  'train',
  'tune',
  'worker',
] as const;

/** A command that the package has. */
export type PackageCommand = (typeof IN_PACKAGE)[number];

/** Advice to run the setup, which the package has not, before other advice. */
const SETUP = /(?:run )?npm run setup(?: writes data[/]Kaggle)?, (?:or )?/g;

/**
 * Returns a source text with the commands that a user of the package types: `npx sentiment-lab
 * score FILE` for `npm run -s score -- FILE`.
 */
export function asInPackage(source: string): string {
  const script = new RegExp(`npm run (?:-s )?(${IN_PACKAGE.join('|')})\\b(?: --(?=[ '\`]))?`, 'g');
  return source.replace(script, 'npx sentiment-lab $1').replace(SETUP, '');
}
