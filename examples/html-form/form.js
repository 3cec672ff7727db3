import { airlock } from './airlock.js';

const { APP_URL } = process.env;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const hidden = ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}" />`;

/** `GET /form`: a form that the browser sends to the store by itself. Its file comes last, after all fields. */
export async function formPage() {
  const answer = await airlock('/files/upload-url', {
    filename: 'application.pdf',
    bucket: 'applications',
    success_url: `${APP_URL}/received`,
  });
  const { url, fields, max_size, detail } = await answer.json();
  if (!answer.ok) return `<!doctype html><p>No file can be sent now: ${escaped(detail)}</p>`;
  return `<!doctype html>
    <title>Your application</title>
    <form action="${escaped(url)}" method="post" enctype="multipart/form-data">
      ${Object.entries(fields).map(hidden).join('\n')}
      <label>
        A PDF of up to ${max_size / 1000} kB
        <input type="file" name="file" accept="application/pdf" required />
      </label>
      <button>Send</button>
    </form>`;
}

const STATES = {
  pending_scan: 'Received. Your file is being checked.',
  available: 'Your file was accepted.',
  rejected: 'Your file was not accepted. <a href="/form">Send another one.</a>',
};

/** `GET /received`: the store leads the browser here. Confirming the key puts the file in front of the queue. */
export async function received({ key }) {
  const confirmed = await airlock(`/files/confirm/${encodeURIComponent(key)}`, {});
  const { file_id } = await confirmed.json();
  const file = confirmed.ok ? await (await airlock(`/v1/files/${file_id}`)).json() : { status: 'rejected' };
  const again = file.status === 'pending_scan' ? '<meta http-equiv="refresh" content="1" />' : '';
  return `<!doctype html>${again}<p>${STATES[file.status]}</p>`;
}
