import { describe, expect, it } from '@jest/globals';
import { html, prose } from './html.js';

/** By another name, so that the formatter leaves the white space as it is. */
const of = html;

describe('a template', () => {
  it('escapes values and keeps HTML', () => {
    const items = ['<a>', `"it's" & more`].map((text) => of`<li>${text}</li>`);
    expect(of`<ul title="${'"'}">${items}</ul>${7}`.text).toBe(
      '<ul title="&quot;"><li>&lt;a&gt;</li><li>&quot;it&#39;s&quot; &amp; more</li></ul>7',
    );
  });

  it('shows what is between backticks as code', () => {
    expect(of`<p>${prose('Send `a < b` or `c`.')}</p>`.text).toBe(
      '<p>Send <code>a &lt; b</code> or <code>c</code>.</p>',
    );
  });
});
