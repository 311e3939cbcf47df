import { describe, expect, test } from 'vitest';
import { mimeBundle } from '../../kernel/rich-output';
import { result } from './client';
import { startNotebook } from './notebook';

const { kernel } = await startNotebook();

describe('the last value of a cell', () => {
  test('a data frame is shown as a table with escaped text', { timeout: 300_000 }, async () => {
    const outcome = await kernel.execute(
      "import { DataFrame, Series } from 'danfojs-node';\nnew DataFrame({ '<b>': ['<script>alert(1)</script>'], n: [1.5] })",
    );
    expect(outcome.reply['status']).toBe('ok');
    const html = String(result(outcome)?.['text/html']);
    expect(html).toContain('<th style="text-align: left">&lt;b&gt;</th>');
    expect(html).toContain(
      '<td style="text-align: left">&lt;script&gt;alert(1)&lt;/script&gt;</td><td>1.5</td>',
    );
    expect(html).toContain('1 row × 2 columns');
  });

  test('a column may have any name', async () => {
    const outcome = await kernel.execute("new DataFrame({ flag: ['--a'], values: ['one'] })");
    expect(String(result(outcome)?.['text/html'])).toContain('1 row × 2 columns');
  });

  test('a long series shows its first and last rows', async () => {
    const bundle = result(await kernel.execute('new Series(Array.from({ length: 70 }, (_, i) => i * i))'));
    const html = String(bundle?.['text/html']);
    expect(html.match(/<tr>/g)).toHaveLength(1 + 10 + 1 + 10);
    expect(html).toContain('<td>81</td>');
    expect(html).toContain('<td>4761</td>');
    expect(html).not.toContain('<td>625</td>');
  });

  test('danfojs loads mathjs when it first needs it', async () => {
    await kernel.execute(
      `import Module from 'node:module';
      const files = () => Object.keys((Module as unknown as { _cache: object })._cache).join();`,
    );
    const before = await kernel.execute("[files().includes('danfojs-node'), files().includes('mathjs')]");
    expect(result(before)).toEqual({ 'text/plain': '[ true, false ]' });
    const deviation = await kernel.execute("[new Series([1, 2, 4, 9]).std(), files().includes('mathjs')]");
    expect(result(deviation)).toEqual({ 'text/plain': '[ 3.559026084010437, true ]' });
  });

  test('an object may show itself', async () => {
    const outcome = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>1</b>' }; } })",
    );
    expect(result(outcome)).toMatchObject({ 'text/html': '<b>1</b>' });
    const later = await kernel.execute(
      "({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>2</b>' }) })",
    );
    expect(result(later)).toMatchObject({ 'text/html': '<b>2</b>' });
  });

  test('a tensor shows dtype, shape and values, and a disposed tensor says so', {
    timeout: 300_000,
  }, async () => {
    await kernel.execute("import { tf, ready } from '../../lib/backend'; await ready();");
    const text = result(await kernel.execute('tf.tensor2d([[1, 2], [3, 4]])'))?.['text/plain'];
    expect(text).toBe(
      'Tensor\n  dtype: float32\n  rank: 2\n  shape: [2,2]\n  values:\n    [[1, 2],\n     [3, 4]]',
    );
    expect(result(await kernel.execute('const gone = tf.scalar(1); gone.dispose(); gone'))).toEqual({
      'text/plain': 'Tensor (disposed)',
    });
  });

  test('a chart is sent as Plotly JSON with its alt text as plain text', async () => {
    const chart =
      "({ data: [{ type: 'bar', y: [1, 2] }], layout: { title: { text: 'T' } }, alt: 'two bars' })";
    expect(result(await kernel.execute(chart))).toEqual({
      'application/vnd.plotly.v1+json': {
        data: [{ type: 'bar', y: [1, 2] }],
        layout: { title: { text: 'T' } },
      },
      'text/plain': 'two bars',
    });
  });

  test("output through tslab's own display reaches the notebook", async () => {
    const outcome = await kernel.execute(
      "import { display, newDisplay } from 'tslab';\ndisplay.html('<i>hi</i>');",
    );
    const shown = outcome.published.find(({ header }) => header.msg_type === 'display_data');
    expect(shown?.content['data']).toEqual({ 'text/html': '<i>hi</i>' });
    const updated = await kernel.execute("const one = newDisplay(); one.text('1'); one.text('2');");
    expect(updated.published.map(({ header }) => header.msg_type)).toContain('update_display_data');
  });
});

test('a value that throws when it is inspected is shown with the error', async () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('hands off');
      },
      has: () => true,
    },
  );
  expect(await mimeBundle(hostile)).toEqual({ 'text/plain': '[a value that cannot be shown: hands off]' });
});

test.each<[string, object]>([
  ['a bigint', { data: [{ x: [1n] }], layout: {} }],
  ['itself', circular()],
])('a chart that holds %s cannot be serialized, and the output says so', async (_, chart) => {
  expect(await mimeBundle(chart)).toEqual({
    'text/plain': expect.stringMatching(/^\[a value that cannot be shown: /),
  });
});

function circular(): object {
  const layout: Record<string, unknown> = {};
  layout['template'] = layout;
  return { data: [{ y: [1] }], layout };
}

test('a wide data frame shows its first and last columns with an ellipsis between', async () => {
  const columns = Array.from({ length: 30 }, (_, index) => `c${index}`);
  const frame = {
    $data: [columns.map((_, index) => index)],
    $columns: columns,
    $index: [0],
  };
  const html = String((await mimeBundle(frame))['text/html']);
  expect(html).toContain('<th>c9</th><th>…</th><th>c20</th>');
});

test.each([
  [60, 60],
  [61, 21], // ten of each end, and the ellipsis
])('of a data frame of %i rows, %i are drawn', async (count, drawn) => {
  const index = Array.from({ length: count }, (_, row) => row);
  const frame = { $data: index.map((row) => [row]), $columns: ['n'], $index: index };
  const html = String((await mimeBundle(frame))['text/html']);
  expect(html.match(/<tr>/g)).toHaveLength(1 + drawn);
  expect(html).toContain(`<p>${count} rows × 1 column</p>`);
});
