import { beforeAll, describe, expect, test } from 'vitest';
import { printed, result, traceback } from './client';
import { startNotebook } from './notebook';
import { SHARED_CASES } from './shared-cells/cases';
import { faultsOf, type SharedCell } from './shared-cells/cell';
import { BEFORE_QUESTIONS, contentOf, SHARED_QUESTIONS } from './shared-cells/questions';
import { BEFORE_STOPS, SHARED_STOPS } from './shared-cells/stops';

const { kernel, folder } = await startNotebook();

function write(files: Record<string, string> = {}): void {
  for (const [name, code] of Object.entries(files)) folder.write(name, code);
}

/** Runs cells, each of which must do what it says. */
async function runAll(cells: readonly SharedCell[]): Promise<void> {
  for (const cell of cells) {
    write(cell.files);
    kernel.answers.splice(0, Number.POSITIVE_INFINITY, ...(cell.types ?? []));
    const outcome = await kernel.execute(cell.code);
    const { ename, evalue, execution_count } = outcome.reply;
    const shown = result(outcome)?.['text/plain'];
    const faults = faultsOf(cell, {
      number: Number(execution_count),
      result: shown === undefined ? undefined : String(shown),
      printed: printed(outcome),
      error: ename ? `${ename}: ${evalue}` : undefined,
      traceback: traceback(outcome),
    });
    expect(faults).toEqual([]);
    if (cell.later !== undefined) await kernel.seen(({ content }) => isOnStderr(content, cell.later!));
  }
}

const isOnStderr = ({ name, text }: Record<string, unknown>, part: string) =>
  name === 'stderr' && String(text).includes(part);

test.each(SHARED_CASES)('$rule', async ({ cells, files }) => {
  write(files);
  await runAll(cells);
});

describe('the Stop button', () => {
  beforeAll(() => kernel.execute(BEFORE_STOPS));

  test.each(SHARED_STOPS.map((one, index) => [one.rule, index] as const))('%s', async (_, index) => {
    const { code, files, after = [] } = SHARED_STOPS[index]!;
    write(files);
    const cell = kernel.execute(code.replace("'begun'", `'begun ${index}'`));
    await kernel.seen(({ content }) => content['text'] === `begun ${index}\n`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // into the loop
    await kernel.command('interrupt');
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    await runAll([{ code: 'kept', result: 'kept' }, ...after]);
  });
});

describe('what editors ask', () => {
  beforeAll(() => kernel.execute(BEFORE_QUESTIONS));

  test.each(SHARED_QUESTIONS)('$rule', async (question) => {
    expect(await kernel.ask(question.request, contentOf(question))).toMatchObject(question.reply);
  });
});

test('each rule of the table is its own', () => {
  const rules = SHARED_CASES.map(({ rule }) => rule);
  expect(rules).toEqual([...new Set(rules)]);
});
