import { expect } from 'vitest';
import type { Project } from '../../packages/project';

/** Runs code as a file of a project in Node. Returns the JSON that it prints, and nothing else. */
export async function printedJson<Result>(project: Project, name: string, code: string): Promise<Result> {
  project.write(name, code);
  const { stdout, stderr } = await project.run(process.execPath, [name]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Result;
}
