// The application's own server. It has the API key; its pages never see it.
const { AIRLOCK_URL, AIRLOCK_KEY } = process.env;

/** Sends a request to Airlock. Its answers, refusals included, may be passed on to the page. */
async function airlock(method, path, body) {
  const answer = await fetch(AIRLOCK_URL + path, {
    method,
    headers: { Authorization: `Bearer ${AIRLOCK_KEY}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

export const announce = (file) => airlock('POST', '/v1/buckets/assets/uploads', file);
export const confirm = (id) => airlock('POST', `/v1/uploads/${id}/confirm`, {});
export const read = (id) => airlock('GET', `/v1/uploads/${id}`);
export const partsOf = (id) => airlock('GET', `/v1/uploads/${id}/parts`);
export const signParts = (id, part_numbers) => airlock('POST', `/v1/uploads/${id}/parts`, { part_numbers });
