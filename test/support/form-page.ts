import { createRequire } from 'node:module';
import type { Json } from './api.js';

/** jsdom has no types of its own. */
const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
  JSDOM: new (html: string) => { window: { document: { querySelector(selector: string): Form }; close(): void } };
};

interface Form {
  action: string;
  method: string;
  querySelectorAll(selector: string): Iterable<{ type: string; name: string; value: string }>;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** The page that an integrator's server renders from the answer: a plain form, which needs no JavaScript. */
export function formPage({ url, fields }: Json): string {
  const hidden = Object.entries<string>(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<!doctype html><title>Upload</title>
<form action="${escaped(url)}" method="post" enctype="multipart/form-data">
${hidden.join('\n')}
<input type="file" name="file" required><button>Send</button>
</form>`;
}

/** Submits the form of a page as a browser does: its controls in their order, the chosen file where its control is. */
export async function submitPage(html: string, file: Blob, filename: string): Promise<Response> {
  const { window } = new JSDOM(html);
  const form = window.document.querySelector('form');
  const body = new FormData();
  for (const control of form.querySelectorAll('input'))
    if (control.type === 'file') body.append(control.name, file, filename);
    else body.append(control.name, control.value);
  const answer = await fetch(form.action, { method: form.method, body, redirect: 'manual' });
  window.close();
  return answer;
}
