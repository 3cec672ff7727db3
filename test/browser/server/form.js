import { airlock } from './airlock.js';

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const hidden = ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}" />`;

/** `GET /form`: a form that the browser sends to the store by itself. Its file comes last, after all fields. */
export async function formPage() {
  const answer = await airlock('/v1/buckets/applications/uploads', {
    filename: 'application.pdf',
    content_type: 'application/pdf',
    method: 'POST',
  });
  const { upload_id, presigned_url, fields } = await answer.json();
  return `<!doctype html>
    <title>Your application</title>
    <form action="${escaped(presigned_url)}" method="post" enctype="multipart/form-data" target="answer">
      ${Object.entries(fields).map(hidden).join('\n')}
      <label>A PDF of up to 1 MB <input type="file" name="file" accept="application/pdf" required /></label>
      <button>Send</button>
    </form>
    <iframe name="answer" hidden></iframe>
    <iframe name="state" src="/form-state?id=${upload_id}"></iframe>`;
}

const STATES = {
  PENDING: 'Not here yet. A file that you have sent may be larger than 1 MB.',
  PROCESSING: 'Received, being checked.',
  COMPLETED: 'Received and accepted.',
  FAILED: 'Not accepted. Please send another file.',
};

/** `GET /form-state`. Confirming makes Airlock look for the bytes now; before they are there it changes nothing. */
export async function formState({ id }) {
  await airlock(`/v1/uploads/${id}/confirm`, {});
  const { status } = await (await airlock(`/v1/uploads/${id}`)).json();
  const again = ['PENDING', 'PROCESSING'].includes(status) ? '<meta http-equiv="refresh" content="1" />' : '';
  return `<!doctype html>${again}<p>${STATES[status]}</p>`;
}
