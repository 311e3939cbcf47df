import { describe, expect, it, vi } from 'vitest';
import { findPython, whyUnusable } from '../../setup/find-python';

describe('findPython', () => {
  it('finds a Python of at least version 3.10', async () => {
    const { version } = await findPython();
    expect(Number(version.split('.')[1])).toBeGreaterThanOrEqual(10);
  });

  it('the error says what was tried and how to name another Python', async () => {
    vi.stubEnv('SENTIMENT_PYTHON', 'python-that-nobody-has');
    await expect(findPython()).rejects.toThrow(
      /python-that-nobody-has: not installed[\s\S]*SENTIMENT_PYTHON=/,
    );
    vi.unstubAllEnvs();
  });
});

describe('whyUnusable', () => {
  it('names the apt package if venv is missing on Debian', () =>
    expect(whyUnusable(new Error("ModuleNotFoundError: No module named 'ensurepip'"))).toMatch(
      /apt install python3-venv/,
    ));
  it('recognizes the Microsoft Store stub on Windows', () =>
    expect(whyUnusable(new Error('python ended with 9009'))).toMatch(/Microsoft Store/));
  it('says not installed if the program does not exist', () =>
    expect(whyUnusable(Object.assign(new Error('spawn python3'), { code: 'ENOENT' }))).toBe('not installed'));
});
