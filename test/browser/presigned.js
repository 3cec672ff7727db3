import { show } from './show.js';
import { uploadToken } from './upload-token.js';
import { refusal, verdict } from './verdict.js';

const AIRLOCK = 'https://files.example.com';
const PART_FROM_BYTES = 8 * 1024 ** 2;
const { upload_token } = await uploadToken();

/** Calls Airlock. An error has the text that it answered. */
async function airlock(path, body) {
  const answer = await fetch(AIRLOCK + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${upload_token}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
}

/** Sends bytes to the store. The answer is read to its end: Chromium cancels a request whose answer is not. */
async function put(url, headers, body) {
  const answer = await fetch(url, { method: 'PUT', headers, body });
  const [, code] = (await answer.text()).match(/<Code>(.*)<\/Code>/) ?? [];
  if (!answer.ok) throw new Error(`The store answered ${answer.status} ${code}.`);
}

/** Sends the parts that the store does not have: all of them, or the rest after a reload. */
async function putParts(id, file) {
  const { missing, part_size } = await airlock(`/v1/uploads/${id}/parts`);
  for (const number of missing) {
    const { parts } = await airlock(`/v1/uploads/${id}/parts`, { part_numbers: [number] });
    const start = (number - 1) * part_size;
    await put(parts[0].url, parts[0].headers, file.slice(start, start + part_size));
    show(`${file.name}: part ${number} sent`);
  }
}

const keyOf = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

/** An upload in parts is announced once. Its id is kept until all parts are sent, so that it continues after a reload. */
async function announced(file) {
  const kept = sessionStorage.getItem(keyOf(file));
  if (kept) return { upload_id: kept, method: 'MULTIPART' };
  const upload = await airlock('/v1/buckets/assets/uploads', {
    filename: file.name,
    content_type: file.type || 'application/octet-stream',
    file_size_bytes: file.size,
    method: file.size > PART_FROM_BYTES ? 'MULTIPART' : 'PUT',
  });
  if (upload.method === 'MULTIPART') sessionStorage.setItem(keyOf(file), upload.upload_id);
  return upload;
}

async function send(file) {
  const { upload_id: id, method, presigned_url: url, headers } = await announced(file);
  if (method === 'MULTIPART') await putParts(id, file);
  else await put(url, headers, file);
  sessionStorage.removeItem(keyOf(file));
  await airlock(`/v1/uploads/${id}/confirm`, {});
  show(`${file.name}: sent, being checked`);
  show(`${file.name}: ${refusal(await verdict(id, upload_token)) ?? 'ready'}`);
}

const input = document.querySelector('input');
input.addEventListener('change', async () => {
  const files = [...input.files];
  // So that the same file may be chosen again.
  input.value = '';
  for (const file of files) await send(file).catch((error) => show(`${file.name}: ${error.message}`));
});
input.disabled = false;
