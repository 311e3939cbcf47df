import { expect, test } from 'vitest';
import { lightPage, usedStyles } from '../../site/light-pages';

const PAGE = `<html><head>
  <title>Results</title>
  <link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
  <script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
  <link rel="preload" as="script" href="../_static/scripts/bootstrap.js" />
  <script src="../_static/documentation_options.js?v=1"></script>
  <script src="../_static/doctools.js?v=1"></script>
  <script>DOCUMENTATION_OPTIONS.pagename = 'docs/results';</script>
  <script src="../_static/searchtools.js"></script>
  <script src="../searchindex.js"></script>
</head><body><article><p>Short.</p><p>Every <b>figure</b> is "measured" on texts of the test set, and comes
from a recorded run, which was evaluated once and at its end: never on the texts by which it was chosen.</p></article></body></html>`;
const options = 'const DOCUMENTATION_OPTIONS = {};';
const light = (isSearch: boolean) => lightPage(PAGE, { options, styles: '../site.css?v=2', isSearch });

test('a page loads one file of styles, and its scripts once its text is there', () => {
  const page = light(false);
  expect(page.match(/<link[^>]*>/g)).toEqual(['<link rel="stylesheet" href="../site.css?v=2" />']);
  expect(page.match(/<script[^>]*>/g)).toEqual([
    '<script>',
    '<script defer src="../_static/doctools.js?v=1">',
    '<script>',
  ]);
  expect(page.indexOf(options)).toBeLessThan(page.indexOf('DOCUMENTATION_OPTIONS.pagename'));
});

test('only the page of the search loads the search', () => {
  expect(light(true)).toContain('<script src="../searchindex.js"></script>');
  expect(light(false)).not.toContain('searchindex');
});

test('the first paragraph of some length is the description', () => {
  const [, description] = /<meta name="description" content="([^"]*)"/.exec(light(false))!;
  expect(description).toMatch(/^Every figure is &quot;measured&quot; on texts of the test set, .* \S+…$/);
  expect(description!.length).toBeLessThanOrEqual(170);
});

test('a description and options are text, not patterns', () => {
  const text = "A review that costs $&, $' or $$ less than another one.";
  const page = lightPage(
    PAGE.replace('Short.', () => text),
    {
      options: "a = '$&'",
      styles: 's.css',
      isSearch: false,
    },
  );
  expect(page).toContain(`content="${text}"`);
  expect(page).toContain("<script>a = '$&'</script>");
});

test('styles of what no page has are left out', async () => {
  const css =
    '.a{top:1px}.b{top:2px}.fa-bars{--fa:"\\f0c9"}.fa-xmark{--fa:"\\f00d"}@media print{.c{top:3px}}[data-theme=dark] .a{top:4px}';
  const styles = await usedStyles(css, ['<i class="a fa-bars">', 'classList.add("c")']);
  expect(styles).toBe(
    '.a{top:1px}.fa-bars{--fa:"\\f0c9"}@media print{.c{top:3px}}[data-theme=dark] .a{top:4px}',
  );
});
