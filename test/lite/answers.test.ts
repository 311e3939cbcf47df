import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as answers from '../../course/grading/tab/answers';
import { repositoryRoot } from '../../lib/repository';
import { answerCommands } from '../../lite/answers/commands';
import type { ContentsManager } from '../../lite/app/jupyterlite';
import { keepStorage } from '../../lite/app/keep-storage';
import { learnerFiles } from '../../lite/app/learner-files';

const [FIRST, SECOND] = ['exercises/01-majority-baseline.ts', 'exercises/02-embedding-lookup.ts'] as const;
const stub = (path: string) => readFileSync(join(repositoryRoot(), path), 'utf8');

/** A browser in which these answers were written. All other exercises are as they were. */
function browser(written: Record<string, string>) {
  const done: string[] = [];
  const state = {
    files: new Map(Object.entries(written)),
    archive: undefined as Uint8Array | undefined,
    done,
  };
  const [download, bringBack] = answerCommands({
    files: {
      read: async (path) => state.files.get(path) ?? stub(path),
      async write(path, text) {
        if (text.includes('too much')) throw new Error('the quota is exceeded');
        state.files.set(path, text);
      },
    },
    async load() {
      done.push('load');
      return answers;
    },
    save(_, content) {
      state.archive = content;
    },
    async choose() {
      done.push('choose');
      return state.archive;
    },
    confirm(question) {
      done.push(question);
      return true;
    },
  });
  return { state, download: download!.execute, bringBack: bringBack!.execute };
}

test('the archive has the answers that were written, and brings back only these', async () => {
  const mine = browser({ [FIRST]: '// mine' });
  expect(await mine.download()).toMatch(/^answers.zip is downloaded/);
  expect(answers.unzipAnswers(mine.state.archive!)).toEqual({ [FIRST]: '// mine' });
  const other = browser({ [FIRST]: '// other', [SECOND]: '// other' });
  other.state.archive = mine.state.archive;
  expect(await other.bringBack()).toBe(`Brought back: ${FIRST}.`);
  expect(other.state.done[2]).toMatch(new RegExp(`is lost:\n\n${FIRST}$`));
  expect([...other.state.files.values()]).toEqual(['// mine', '// other']);
  expect(await other.bringBack()).toMatch('nothing was changed');
});

test('exercises in an archive that nobody has edited replace nothing', async () => {
  const { zipSync, strToU8 } = await import('fflate');
  const { state, bringBack } = browser({ [SECOND]: '// mine' });
  state.archive = zipSync({ [FIRST]: strToU8('// back'), [SECOND]: strToU8(stub(SECOND)) });
  await bringBack();
  expect(Object.fromEntries(state.files)).toEqual({ [FIRST]: '// back', [SECOND]: '// mine' });
});

test('without answers there is no archive', async () => {
  await expect(browser({}).download()).rejects.toThrow('there are no answers yet');
});

test('the file is chosen at once after the click, and a failure says what was written', async () => {
  const mine = browser({ [FIRST]: '// one', [SECOND]: '// too much' });
  await mine.download();
  const other = browser({});
  other.state.archive = mine.state.archive;
  await expect(other.bringBack()).rejects.toThrow(
    `${SECOND} cannot be saved: Error: the quota is exceeded. Brought back before it: ${FIRST}.`,
  );
  expect(other.state.done.slice(0, 2)).toEqual(['choose', 'load']);
});

test('a file that cannot be read is not a missing one', async () => {
  const failure = (path: string): unknown =>
    path === FIRST ? { response: { status: 404 } } : new TypeError('Failed to fetch');
  const contents: Pick<ContentsManager, 'get'> = {
    async get(path) {
      if (path === '') return { content: [{ name: 'mine' }] };
      throw failure(path);
    },
  };
  const { read } = learnerFiles(contents as ContentsManager);
  expect([await read(FIRST), await read('other/b.ts')]).toEqual([undefined, undefined]);
  await expect(read(SECOND)).rejects.toThrow(
    `${SECOND} cannot be read (Failed to fetch): is the network there?`,
  );
  await expect(read('mine/a.ts')).rejects.toThrow('mine/a.ts cannot be read');
});

test('when an exercise is first saved, the browser is asked to keep it', async () => {
  const listeners: Parameters<ContentsManager['fileChanged']['connect']>[0][] = [];
  let asked = 0;
  const storage = {
    persisted: async () => false,
    async persist() {
      asked += 1;
      return true;
    },
  };
  keepStorage({ fileChanged: { connect: (one) => void listeners.push(one) } }, storage);
  const save = (path: string) => listeners[0]!(undefined, { type: 'save', newValue: { path } });
  save('notebooks/01-start.ipynb');
  expect(asked).toBe(0);
  for (const path of [FIRST, SECOND]) save(path);
  await new Promise((go) => setTimeout(go));
  expect(asked).toBe(1);
});
