import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deadLinks } from '../../site/dead-links';

/** A small site without dead links. */
const SITE = {
  'index.html':
    '<!doctype html><title>Home</title><link rel="stylesheet" href="style.css?digest=1"><h1 id="home">Home</h1>' +
    '<a href="lessons/one.html">One</a> <a href="lessons/two.html#two">Two</a> <a href="#home">Up</a> <a href="#top">Top</a>',
  'style.css': 'h1 { color: black; }',
  'lessons/one.html':
    '<!doctype html><h1 id="a b">One</h1><a name="two-words"></a>' +
    '<p><img alt="a square, 1 > 0" src="../pictures/square.svg"> <a href="../">Home</a></p>',
  'lessons/two.html': '<!doctype html><h1 id="two">Two</h1>',
  'pictures/square.svg': '<svg xmlns="http://www.w3.org/2000/svg"><rect width="8" height="8"/></svg>',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-'));
  for (const [path, content] of Object.entries(SITE)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Adds HTML to the body of a page and returns the dead links of the site. */
function withBody(html: string): string[] {
  writeFileSync(join(folder, 'lessons', 'two.html'), `<!doctype html><h1 id="two">Two</h1>${html}`);
  return deadLinks(folder);
}

describe('deadLinks', () => {
  test('a site without dead links has no faults', () => {
    expect(deadLinks(folder)).toEqual([]);
  });

  test.each([
    ['<a href="three.html">3</a>', 'three.html', 'does not exist'],
    ["<a class=x href='../lessons/../one.html'>1</a>", '../lessons/../one.html', 'does not exist'],
    [
      '<a href=one.html#gone>1</a>',
      'one.html#gone',
      'points to an anchor that lessons/one.html does not have',
    ],
    ['<a href="#gone">here</a>', '#gone', 'points to an anchor that lessons/two.html does not have'],
    ['<a href="../../outside.html">out</a>', '../../outside.html', 'leaves the site'],
    ['<a href="/index.html">root</a>', '/index.html', 'starts at the root of the server'],
    ['<a href="../empty/">no index</a>', '../empty/', 'does not exist'],
    ['<img alt="a > b" src="gone.svg">', 'gone.svg', 'does not exist'],
    ['<svg><image href="gone.png"/></svg>', 'gone.png', 'does not exist'],
    ['<script src="gone.js"></script>', 'gone.js', 'does not exist'],
    ['<link rel="stylesheet" href="../gone.css?v=1">', '../gone.css?v=1', 'does not exist'],
    [
      '<script defer src="https://cdn.example/math.js"></script>',
      'https://cdn.example/math.js',
      'is loaded from another host',
    ],
    ['<img src="//cdn.example/a.png">', '//cdn.example/a.png', 'is loaded from another host'],
  ])('%s is reported', (html, url, fault) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect(withBody(html)).toEqual([expect.stringContaining(`lessons/two.html: "${url}" ${fault}`)]);
  });

  test('a dead link that occurs twice on a page is reported once', () => {
    expect(withBody('<a href="gone.html">a</a><a href="gone.html">b</a>')).toHaveLength(1);
  });

  test.each([
    ['a link to another host', '<a href="https://example.org/x">x</a><a href="mailto:a@b.c">m</a>'],
    ['a canonical link', '<link rel="canonical" href="https://example.org/two.html">'],
    ['a data URL', '<img src="data:image/png;base64,AAAA">'],
    ['a link in a comment', '<!-- <a href="gone.html">x</a> -->'],
    ['a link in a string of a script', '<script>const a = \'<a href="gone.html">\';</script>'],
    [
      'a link to a folder with an index page',
      '<a href="..">home</a><a href="../lessons/one.html#a%20b">b</a>',
    ],
    ['a link in a text area, which is text', '<textarea><a href="gone.html">x</a></textarea>'],
    ['a link with names of characters', '<a href="one&period;html">one</a>'],
    ['a link with escaped characters', '<a href="one.html?x=1&amp;y=2#two&#45;words">w</a>'],
  ])('%s is not reported', (_, html) => expect(withBody(html)).toEqual([]));

  test('a folder without pages throws and names the command that makes the site', () => {
    expect(() => deadLinks(join(folder, 'pictures'))).toThrow('npm run site builds them');
    expect(() => deadLinks(join(folder, 'gone'))).toThrow('npm run site builds them');
  });
});
