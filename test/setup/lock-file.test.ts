import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';

const lock = JSON.parse(readFileSync(join(repositoryRoot(), 'package-lock.json'), 'utf8'));
const packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }> =
  lock.packages;

describe('package-lock.json', () => {
  it('lists the optional packages of every platform, so that npm ci works on each', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry host', () =>
    expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]));
});
