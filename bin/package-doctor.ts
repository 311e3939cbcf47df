/** The doctor of the package `sentiment-lab`, where there is no repository to examine. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import type { Finding } from '../setup/doctor';
import { sayFindings } from './findings';

const SENTENCE = 'Not a perfect film, but a wonderful one.';

/** Returns the command. Its exit code is 1 if something needed is missing. */
export function doctorCommand(): Command {
  return new Command('npm run -s doctor --')
    .description('Shows which backend and kernel compute, and whether the bundled model works.')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json = false }) => sayFindings(await examine(), json));
}

async function examine(): Promise<Finding[]> {
  return [
    { what: 'Node', state: 'ok', found: `${process.version} (${process.platform} ${process.arch})` },
    await finding('backend', examineBackend, 'npm install @tensorflow/tfjs'),
    await finding('bundled model', examineModel, 'npm install lstm-sentiment'),
    await finding('data sets', examineData, 'set SENTIMENT_DATA_DIR'),
  ];
}

/** Returns what an examination finds, or why it fails with what to do about it. */
async function finding(
  what: string,
  look: () => Promise<Omit<Finding, 'what'>>,
  remedy: string,
): Promise<Finding> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    const [found = ''] = (error as Error).message.split('\n');
    return { what, state: 'missing', found, remedy };
  }
}

async function examineBackend(): Promise<Omit<Finding, 'what'>> {
  const { ready } = await import('../lib/backend');
  const { kernelsReady } = await import('../lib/layers');
  const { name, reason } = await ready();
  const { kernel } = await kernelsReady();
  const found = `${name}: ${reason}; the kernel ${kernel} computes LSTMs`;
  if (name === 'tensorflow') return { state: 'ok', found };
  return {
    state: 'optional',
    found,
    remedy:
      'npm install @tensorflow/tfjs-node installs the native library, which is faster. If it is installed without the library, ' +
      'npm 12 has skipped the download: npm install-scripts approve @tensorflow/tfjs-node, then npm rebuild @tensorflow/tfjs-node',
  };
}

async function examineModel(): Promise<Omit<Finding, 'what'>> {
  const { loadClassifier } = await import('../lib/classifier');
  const classifier = await loadClassifier();
  const [prediction] = await classifier.predict([SENTENCE]);
  return { state: 'ok', found: `"${SENTENCE}" is ${prediction!.label}` };
}

async function examineData(): Promise<Omit<Finding, 'what'>> {
  const { catalog, isInstalled } = await import('../lib/datasets');
  const { dataDir } = await import('../lib/repository');
  const installed = Object.keys(catalog).filter(isInstalled);
  const folder = `${dataDir()}${existsSync(dataDir()) ? '' : ', which does not exist'}`;
  return { state: 'ok', found: `${installed.join(', ') || 'none'} in ${folder}` };
}
