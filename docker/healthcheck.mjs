/* global fetch, AbortSignal */
// Whether this container is of use. A worker listens to nobody: it is well while it runs.
const { AIRLOCK_ROLE: role, PORT: port = '3000' } = process.env;

async function isReady() {
  if (role === 'worker') return true;
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) });
  return answer.ok;
}

process.exitCode = (await isReady().catch(() => false)) ? 0 : 1;
