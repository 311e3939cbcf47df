import { describe, expect, it, vi } from 'vitest';
import { findPython, whyUnusable } from '../../setup/find-python';

describe('finding Python', () => {
  it('takes one that is new enough and can make environments', async () => {
    const { version } = await findPython();
    expect(Number(version.split('.')[1])).toBeGreaterThanOrEqual(10);
  });

  it('says what was tried, and how to name another', async () => {
    vi.stubEnv('SENTIMENT_PYTHON', 'python-that-nobody-has');
    await expect(findPython()).rejects.toThrow(
      /python-that-nobody-has: not installed[\s\S]*SENTIMENT_PYTHON=/,
    );
    vi.unstubAllEnvs();
  });
});

describe('a Python that cannot be used', () => {
  it('on Debian lacks venv, and apt brings it', () =>
    expect(whyUnusable(new Error("ModuleNotFoundError: No module named 'ensurepip'"))).toMatch(
      /apt install python3-venv/,
    ));
  it('on Windows is the stub of the store', () =>
    expect(whyUnusable(new Error('python ended with 9009'))).toMatch(/Microsoft Store/));
  it('may not be there at all', () =>
    expect(whyUnusable(Object.assign(new Error('spawn python3'), { code: 'ENOENT' }))).toBe('not installed'));
});
