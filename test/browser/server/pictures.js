import { airlock } from './airlock.js';

/** `POST /direct-uploads`: what Active Storage sends before a file. The answer goes back to the page as it is. */
export const announce = (sent) => airlock('/api/v1/upload/direct', sent);

/** `POST /pictures`: the form has a signed id in place of the file. Its first use completes the upload. */
export async function savePicture({ picture }) {
  const place = { record_type: 'Profile', record_id: '7', name: 'picture' };
  const answer = await airlock('/v1/attachments', { signed_id: picture, ...place });
  if (!answer.ok) return '<!doctype html><p>This picture was not accepted.</p>';
  const { attachment_id } = await answer.json();
  return picturePage({ id: attachment_id });
}

/** `GET /picture`: the attachment has a `url` once its file was admitted, which may happen between the two requests. */
export async function picturePage({ id }) {
  const { upload_id, url } = await (await airlock(`/v1/attachments/${encodeURIComponent(id)}`)).json();
  if (url) return `<!doctype html><p>Your picture:</p><img src="${url}" />`;
  const { status } = await (await airlock(`/v1/uploads/${upload_id}`)).json();
  if (!/^(PROCESSING|COMPLETED)/.test(status)) return '<!doctype html><p>This picture was not accepted.</p>';
  const again = `<meta http-equiv="refresh" content="1; url=/picture?id=${id}" />`;
  return `<!doctype html>${again}<p>Saved. The picture is being checked.</p>`;
}
