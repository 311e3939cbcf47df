import { expect, test } from 'vitest';
import { escapeHtml } from '../lib/html';

test('escaped text holds nothing that HTML would take for a tag or the end of an attribute', () => {
  expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
    '&lt;a href=&#34;x&#34; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
  );
});

test('escaped text has no entity that Plotly would show as letters', () => {
  expect(escapeHtml(`<>&"'`)).not.toMatch(/&(?!(amp|lt|gt|#\d+);)/);
});
