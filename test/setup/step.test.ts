import { describe, expect, it } from 'vitest';
import { runSteps, type Step } from '../../setup/step';

function step(name: string, missing: ReturnType<Step['missing']>, ran: string[]): Step {
  return {
    name,
    missing: () => missing,
    provide: async () => {
      ran.push(name);
      return 'done';
    },
  };
}

describe('runSteps', () => {
  it('prints nothing if nothing is missing', async () => {
    const [said, ran]: string[][] = [[], []];
    await runSteps([step('JupyterLab', undefined, ran!)], (line) => said!.push(line));
    expect([said, ran]).toEqual([[], []]);
  });

  it('prints download size and time first, then runs the missing steps in order', async () => {
    const [said, ran]: string[][] = [[], []];
    const steps = [
      step('JupyterLab', { megabytes: 95, seconds: 45 }, ran!),
      step('TensorFlow', undefined, ran!),
      step('texts', { megabytes: 80, seconds: 30 }, ran!),
    ];
    await runSteps(steps, (line) => said!.push(line));
    expect(said![0]).toBe('To set up: JupyterLab, texts (175 MB to download, about 1 min 15 s)');
    expect(ran).toEqual(['JupyterLab', 'texts']);
    expect(said![1]).toMatch(/^JupyterLab: done \(\d+ s\)$/);
  });
});
