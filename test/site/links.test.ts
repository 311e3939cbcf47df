import { describe, expect, test } from 'vitest';
import { asMarkdown, codeBlock, rewriteLinks } from '../../site/links';

const moved = (markdown: string) => rewriteLinks(markdown, (path) => `moved/${path}`);

describe('rewriteLinks', () => {
  test.each([
    ['a link', 'see [`18`](../exercises/18.ts) here', 'see [`18`](moved/../exercises/18.ts) here'],
    ['a picture', '![a net](net.png)', '![a net](moved/net.png)'],
    ['an anchor behind a page', '[g](02.ipynb#Glossary)', '[g](moved/02.ipynb#glossary)'],
    ['an anchor of the same page', '[g](#The-Glossary)', '[g](#the-glossary)'],
    ['two on a line', '[a](a.md), [b](b.md)', '[a](moved/a.md), [b](moved/b.md)'],
    ['a link after code', '```ts\nf[0](x);\n```\n[a](a.md)', '```ts\nf[0](x);\n```\n[a](moved/a.md)'],
  ])('rewrites %s', (_, markdown, expected) => expect(moved(markdown)).toBe(expected));

  test.each([
    ['a link to another host', '[node](https://nodejs.org/api#x)'],
    ['code', '`f[0](x)`'],
    ['a block of code', 'Like this:\n\n```ts\nf[0](x);\n```\n\nor this'],
    ['a block of code within a longer fence', '````\n```\nf[0](x)\n```\n````'],
  ])('leaves %s unchanged', (_, markdown) => expect(moved(markdown)).toBe(markdown));
});

test('asMarkdown escapes text and keeps inline code', () => {
  expect(asMarkdown('a < b, _x_ and $y$: `z_1 < 2`')).toBe('a \\< b, \\_x\\_ and \\$y\\$: `z_1 < 2`');
});

test('codeBlock uses a longer fence than the code contains', () => {
  expect(codeBlock('a\n', 'ts')).toBe('```ts\na\n```');
  expect(codeBlock('````md\n````', 'text')).toBe('`````text\n````md\n````\n`````');
});
