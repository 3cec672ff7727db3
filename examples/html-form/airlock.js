// The application's own server has the API key; its pages never see it.
const { AIRLOCK_URL, AIRLOCK_KEY } = process.env;

/** Sends a request to Airlock. Its answers may be passed on to a page as they are. */
export function airlock(path, body) {
  return fetch(AIRLOCK_URL + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${AIRLOCK_KEY}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  });
}
