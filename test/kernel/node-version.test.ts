import { describe, expect, it } from 'vitest';
import { checkNode } from '../../kernel/node-version.cjs';

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0'])('accepts Node %s', (version) =>
    expect(checkNode(version)).toBeUndefined(),
  );
  it.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0', '23.5.0'])(
    'refuses Node %s and says what to install',
    (version) => expect(checkNode(version)).toMatch(new RegExp(`Node ${version} .*install Node`)),
  );
});
