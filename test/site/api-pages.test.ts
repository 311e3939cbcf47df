import { expect, test } from 'vitest';
import { lightPage } from '../../site/api-reference';

/** What TypeDoc writes into the head and the body of each page. */
const PAGE =
  '<head><script defer src="../assets/main.js"></script><script async src="../assets/search.js" id="tsd-search-script"></script></head>' +
  '<body><script>document.documentElement.dataset.theme = "os";document.body.style.display="none";' +
  'setTimeout(() => window.app?app.showPage():document.body.style.removeProperty("display"),500)</script></body>';

test('a page of the API reference loads the index of the search later, and is shown at once', () => {
  const page = lightPage(PAGE);
  expect(page).not.toContain('<script async src="../assets/search.js"');
  expect(page).toContain('.src="../assets/search.js"');
  expect(page).not.toContain('display');
  expect(page).toContain('<script>document.documentElement.dataset.theme = "os";</script>');
  expect(() => lightPage('<body></body>')).toThrow('TypeDoc');
});
