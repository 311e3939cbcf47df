import { describe, expect, it } from 'vitest';
import { runProgram } from '../../setup/run-program';

const node = (code: string): [string, string[]] => [process.execPath, ['--eval', code]];

describe('runProgram', () => {
  it('returns the output and reports each line', async () => {
    const lines: string[] = [];
    const output = await runProgram(...node("console.log('one'); console.log('two')"), {
      onLine: (line) => lines.push(line),
    });
    expect(output).toBe('one\ntwo');
    expect(lines).toEqual(['one', 'two']);
  });

  it('a failure has the exit code and the last lines', async () => {
    await expect(runProgram(...node("console.error('no such wheel'); process.exit(3)"))).rejects.toThrow(
      /ended with 3\n {2}no such wheel/,
    );
  });

  it('a program is ended at its time limit', async () => {
    await expect(runProgram(...node('setInterval(() => {}, 1000)'), { timeLimit: 0.3 })).rejects.toThrow(
      /did not end within 0.3 s/,
    );
  });

  it('an unknown program fails with ENOENT', async () => {
    await expect(runProgram('program-that-nobody-has', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
