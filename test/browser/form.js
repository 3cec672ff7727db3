// The application's own server, for pages without JavaScript.
const { AIRLOCK_URL, AIRLOCK_KEY } = process.env;

async function airlock(path, body) {
  const answer = await fetch(AIRLOCK_URL + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${AIRLOCK_KEY}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  });
  return answer.json();
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const hidden = ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}" />`;

/** A form that the browser sends to the store by itself. Its file comes last, after all fields. */
export async function formPage() {
  const { upload_id, presigned_url, fields } = await airlock('/v1/buckets/applications/uploads', {
    filename: 'application.pdf',
    content_type: 'application/pdf',
    method: 'POST',
  });
  return `<!doctype html>
    <title>Your application</title>
    <form action="${escaped(presigned_url)}" method="post" enctype="multipart/form-data" target="answer">
      ${Object.entries(fields).map(hidden).join('\n')}
      <label>A PDF of up to 1 MB <input type="file" name="file" accept="application/pdf" required /></label>
      <button>Send</button>
    </form>
    <iframe name="answer" hidden></iframe>
    <iframe name="state" src="/state?id=${upload_id}"></iframe>`;
}

const STATES = {
  PENDING: 'Not here yet. If you have sent it, it may be larger than 1 MB.',
  PROCESSING: 'Received, being checked.',
  COMPLETED: 'Received.',
  FAILED: 'It was not accepted. Please send another file.',
};

/** Confirming tells Airlock to look for the bytes now. It changes nothing before they are there, or a second time. */
export async function statePage(id) {
  await airlock(`/v1/uploads/${id}/confirm`, {});
  const { status } = await airlock(`/v1/uploads/${id}`);
  const again = ['PENDING', 'PROCESSING'].includes(status) ? '<meta http-equiv="refresh" content="1" />' : '';
  return `<!doctype html>${again}<p>${STATES[status]}</p>`;
}
