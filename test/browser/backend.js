// The application's own server. It has the API key; its pages never see it.
const { AIRLOCK_URL, AIRLOCK_KEY } = process.env;

async function airlock(path, body) {
  const answer = await fetch(AIRLOCK_URL + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${AIRLOCK_KEY}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** For a page that uploads: it may bring files into one bucket and see those that it brought. */
export function uploadToken() {
  return airlock('/v1/upload-tokens', { bucket: 'assets', max_file_size: 20_000_000 });
}
