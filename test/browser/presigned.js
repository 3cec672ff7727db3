import { show } from './show.js';
import { sentence, verdict } from './verdict.js';

/** Asks the application's own server. An error has the text that Airlock answered. */
async function own(path, body) {
  const json = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(path, body ? json : {});
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.detail);
  return read;
}

async function put(url, headers, body) {
  const answer = await fetch(url, { method: 'PUT', headers, body });
  const [, code] = (await answer.text()).match(/<Code>(.*)<\/Code>/) ?? [];
  if (!answer.ok) throw new Error(`The store answered ${answer.status} ${code}.`);
}

/** Sends the parts that the store does not have: all of them, or the rest after a reload. */
async function putParts(id, file) {
  const { missing, part_size } = await own(`/parts?id=${id}`);
  for (const number of missing) {
    const { parts } = await own(`/parts?id=${id}`, [number]);
    const start = (number - 1) * part_size;
    await put(parts[0].url, parts[0].headers, file.slice(start, start + part_size));
    show(`${file.name}: part ${number} sent`);
  }
}

const keyOf = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

/** An upload in parts is announced once. Its id is kept until all parts are sent, so that it continues after a reload. */
async function announced(file) {
  const kept = localStorage.getItem(keyOf(file));
  if (kept) return { upload_id: kept, method: 'MULTIPART' };
  const upload = await own('/uploads', {
    filename: file.name,
    content_type: file.type || 'application/octet-stream',
    file_size_bytes: file.size,
    method: file.size > 8 * 1024 ** 2 ? 'MULTIPART' : 'PUT',
  });
  if (upload.method === 'MULTIPART') localStorage.setItem(keyOf(file), upload.upload_id);
  return upload;
}

async function send(file) {
  const { upload_id: id, method, presigned_url: url, headers } = await announced(file);
  if (method === 'MULTIPART') await putParts(id, file);
  else await put(url, headers, file);
  localStorage.removeItem(keyOf(file));
  await own(`/confirm?id=${id}`, {});
  show(`${file.name}: sent, being checked`);
  show(sentence(await verdict(() => own(`/uploads?id=${id}`))));
}

document.querySelector('input').addEventListener('change', async ({ target }) => {
  for (const file of target.files) await send(file).catch((error) => show(`${file.name}: ${error.message}`));
});
