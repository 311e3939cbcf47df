import { languageInfo } from './language-info';
import type { Content } from './wire';

/** Returns what the kernel says about itself. */
export function kernelInfo(): Content {
  const { version }: { version: string } = require('tslab/package.json');
  const { versions }: typeof import('tslab') = require('tslab');
  return {
    status: 'ok',
    protocol_version: '5.3',
    implementation: 'tslab',
    implementation_version: version,
    language_info: languageInfo(versions.typescript),
    banner: `TypeScript ${versions.typescript} (tslab ${version}, Node ${process.version})`,
  };
}
