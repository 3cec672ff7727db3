import { DirectUpload } from '@rails/activestorage';
import { show } from './show.js';
import { refusal, verdict } from './verdict.js';

const AIRLOCK = 'https://files.example.com';
const { access_token } = await (await fetch('/access-token', { method: 'POST' })).json();
const headers = { Authorization: `Bearer ${access_token}` };

/** Using the signed id completes the upload: it is scanned now, and not when it is found. */
async function attach(signed_id) {
  const answer = await fetch(`${AIRLOCK}/v1/attachments`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ signed_id, record_type: 'Profile', record_id: '7', name: 'picture' }),
  });
  const attachment = await answer.json();
  if (!answer.ok) throw new Error(attachment.detail);
  return attachment;
}

function send(file) {
  const upload = new DirectUpload(file, `${AIRLOCK}/api/v1/upload/direct`, {}, headers);
  return new Promise((resolve, reject) => {
    upload.create((error, blob) => (error ? reject(new Error(error)) : resolve(blob)));
  });
}

const input = document.querySelector('input');
input.addEventListener('change', async () => {
  const [file] = input.files;
  try {
    const { signed_id } = await send(file);
    const { upload_id } = await attach(signed_id);
    show(`${file.name}: sent, being checked`);
    show(`${file.name}: ${refusal(await verdict(upload_id, access_token)) ?? 'ready'}`);
  } catch (error) {
    show(`${file.name}: ${error.message}`);
  }
});
input.disabled = false;
