import { expect, test } from 'vitest';
import { addressOfLink, commandOfLink } from '../../lite/app/links';

const BASE = 'https://example.org/course/lite/';

test.each([
  ['notebooks/02-tensors.ipynb', 'lite/notebooks/index.html?path=notebooks%2F02-tensors.ipynb'],
  [
    'notebooks/02-tensors.ipynb#Glossary',
    'lite/notebooks/index.html?path=notebooks%2F02-tensors.ipynb#Glossary',
  ],
  ['exercises/01-majority-baseline.ts', 'lite/edit/index.html?path=exercises%2F01-majority-baseline.ts'],
  ['docs/fine-tuning.md#Few-texts', 'docs/fine-tuning.html#few-texts'],
  ['lib/layers/fast-lstm.ts', 'code/lib/layers/fast-lstm.ts.html'],
  ['lib/layers', 'code/lib/layers/index.html'],
  ['exercises/', 'exercises/index.html'],
])('a link to %s leads to %s', (path, address) => {
  expect(addressOfLink(`${BASE}files/${path}`, BASE)).toBe(`https://example.org/course/${address}`);
});

test('other links stay as they are', () => {
  expect(addressOfLink('https://aclanthology.org/D14-1162/', BASE)).toBeUndefined();
  expect(addressOfLink(`${BASE}lab/index.html`, BASE)).toBeUndefined();
});

test.each([
  [
    'notebooks/02-tensors.ipynb#Glossary',
    { args: { path: 'notebooks/02-tensors.ipynb' }, heading: 'Glossary' },
  ],
  ['exercises/01-majority-baseline.ts', { args: { path: 'exercises/01-majority-baseline.ts' } }],
  ['notebooks/README.md', { args: { path: 'notebooks/README.md' } }],
])('JupyterLab opens a link to %s itself', (path, opened) => {
  expect(commandOfLink(`${BASE}files/${path}`, BASE)).toEqual({ id: 'docmanager:open', ...opened });
});

test('JupyterLab shows a folder in its list of files, and leaves the code to the site', () => {
  const id = 'filebrowser:go-to-path';
  expect(commandOfLink(`${BASE}files/exercises/`, BASE)).toEqual({ id, args: { path: 'exercises' } });
  expect(commandOfLink(`${BASE}files/lib/layers/fast-lstm.ts`, BASE)).toBeUndefined();
});
