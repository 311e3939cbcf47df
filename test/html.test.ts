import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../lib/html';

describe('escapeHtml', () => {
  test('escaped text can neither open a tag nor end an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&#34;x&#34; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
  });

  test('escaped text has only entities that Plotly decodes', () => {
    expect(escapeHtml(`<>&"'`)).not.toMatch(/&(?!(amp|lt|gt|#\d+);)/);
  });
});
