import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context, Message } from '../../lite/app/jupyterlite';
import { liteKernel } from '../../lite/app/kernel';
import type { Hearer, NotebookKernel } from '../../lite/app/notebook-kernel';
import { withOpenFiles } from '../../lite/app/open-files';
import { writeContents } from '../../lite/contents';
import type { Content } from '../../lite/messages';
import { notebookForTab } from '../../lite/notebook';
import { removeUnused } from '../../lite/remove-unused';

describe('the kernel, as JupyterLite sees it', () => {
  const header = (msg_type: string) => ({
    msg_id: 'm1',
    msg_type,
    session: 's1',
    username: '',
    date: '',
    version: '5.3',
  });
  const message = (channel: Message['channel'], msg_type: string, content: Content): Message => ({
    channel,
    header: header(msg_type),
    parent_header: {},
    metadata: {},
    content,
    buffers: [],
  });

  /** A kernel whose cells print their code, ask for a name, and return it. */
  function started() {
    const sent: Message[] = [];
    const asked: string[] = [];
    const inner: NotebookKernel = {
      async request(type: string, content: Content, hearer?: Hearer) {
        asked.push(type);
        hearer?.publish('stream', { name: 'stdout', text: content['code'] });
        return { status: 'ok', name: await hearer?.ask?.('name?', false) };
      },
      interrupt: () => void asked.push('interrupt'),
      dispose: () => void asked.push('dispose'),
    };
    const options = { id: 'k1', name: 'tslab', location: 'notebooks' };
    const kernel = liteKernel({ ...options, sendMessage: (one) => void sent.push(one) }, inner);
    return { kernel, sent, asked };
  }

  test('a request gets its outputs, its reply and both states, all for its session', async () => {
    const { kernel, sent } = started();
    const done = kernel.handleMessage(message('shell', 'execute_request', { code: '1' }));
    await kernel.handleMessage(message('stdin', 'input_reply', { value: 'Ada' }));
    await done;
    expect(sent.map(({ channel, header, content }) => [channel, header.msg_type, content])).toEqual([
      ['iopub', 'status', { execution_state: 'busy' }],
      ['iopub', 'stream', { name: 'stdout', text: '1' }],
      ['stdin', 'input_request', { prompt: 'name?', password: false }],
      ['shell', 'execute_reply', { status: 'ok', name: 'Ada' }],
      ['iopub', 'status', { execution_state: 'idle' }],
    ]);
    for (const { header: own, parent_header } of sent) {
      expect(own.session).toBe('s1');
      expect(parent_header).toMatchObject({ msg_id: 'm1' });
    }
  });

  test('who waits for its end hears of it once', () => {
    const { kernel, asked } = started();
    let ends = 0;
    kernel.disposed.connect(() => {
      ends += 1;
    });
    kernel.dispose();
    kernel.dispose();
    expect([ends, kernel.isDisposed, asked]).toEqual([1, true, ['dispose']]);
  });
});

test('an open file is saved before it is read, and is shown as it was written', async () => {
  const saved = new Map([['exercises/01.ts', 'saved']]);
  const editor = { shown: 'typed', dirty: true };
  const context: Context = {
    path: 'exercises/01.ts',
    ready: Promise.resolve(),
    model: editor,
    save: async () => void saved.set('exercises/01.ts', editor.shown),
    revert: async () => void Object.assign(editor, { shown: saved.get('exercises/01.ts'), dirty: false }),
  };
  const plain = {
    read: async (path: string) => saved.get(path),
    write: async (path: string, text: string) => void saved.set(path, text),
  };
  const shell = { widgets: () => [{ context }] };
  const files = withOpenFiles(plain, shell);
  expect([await files.read('exercises/01.ts'), await files.read('exercises/02.ts')]).toEqual([
    'typed',
    undefined,
  ]);
  await files.write('exercises/01.ts', 'brought back');
  expect(editor).toEqual({ shown: 'brought back', dirty: false });
});

describe('the files of the app', () => {
  let app: string;
  beforeEach(() => {
    app = mkdtempSync(join(tmpdir(), 'lite-app-'));
  });
  afterEach(() => rmSync(app, { recursive: true }));

  test('each folder has a list of what is in it', () => {
    writeContents(
      app,
      new Map([
        ['notebooks/a.ipynb', '{}'],
        ['notes/deep/b.ts', 'é'],
      ]),
      '2026-01-01T00:00:00Z',
    );
    const list = (folder: string) => {
      const { content } = JSON.parse(readFileSync(join(app, 'api/contents', folder, 'all.json'), 'utf8'));
      return (content as { path: string; type: string; size: number | null }[]).map(
        ({ path, type, size }) => [path, type, size],
      );
    };
    expect(list('')).toEqual([
      ['notebooks', 'directory', null],
      ['notes', 'directory', null],
    ]);
    expect(list('notebooks')).toEqual([['notebooks/a.ipynb', 'notebook', 2]]);
    expect(list('notes')).toEqual([['notes/deep', 'directory', null]]);
    expect(list('notes/deep')).toEqual([['notes/deep/b.ts', 'file', 2]]);
    expect(readFileSync(join(app, 'files/notes/deep/b.ts'), 'utf8')).toBe('é');
  });

  test('the texts of a notebook are in one piece, and charts are left as they are', () => {
    const chart = { data: ['a', 'b'] };
    const data = { 'text/html': ['<p>\n', '</p>'], 'application/vnd.plotly.v1+json': chart };
    const outputs = [{ text: ['one\n', 'two'] }, { data }, { traceback: ['a', 'b'] }];
    const cells = [{ source: ['1;\n', '2'], outputs }, { source: 'text' }];
    expect(JSON.parse(notebookForTab(JSON.stringify({ metadata: {}, cells })))).toMatchObject({
      metadata: { language_info: { name: 'typescript' } },
      cells: [
        {
          source: '1;\n2',
          outputs: [
            { text: 'one\ntwo' },
            { data: { 'text/html': '<p>\n</p>', 'application/vnd.plotly.v1+json': chart } },
            { traceback: ['a', 'b'] },
          ],
        },
        { source: 'text' },
      ],
    });
  });

  test('chunks that only unused ones load are removed, and fonts that no browser loads', () => {
    const files = {
      'build/lab/bundle.js': 'e.e(1);e.e("2");',
      'build/1.abc.js': 't.e(3)',
      'build/2.abc.js': 'registerLayoutLoaders; t.e(3); t.e(4)',
      'build/3.abc.js': '',
      'build/4.abc.js': '',
      'build/icons.woff2': '',
      'build/icons.ttf': '',
      'build/only.ttf': '',
      'rspack.config.js': '',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      writeFileSync(join(app, path), text);
    }
    removeUnused(app);
    expect(Object.keys(files).filter((path) => !existsSync(join(app, path)))).toEqual([
      'build/2.abc.js',
      'build/4.abc.js',
      'build/icons.ttf',
      'rspack.config.js',
    ]);
  });
});
