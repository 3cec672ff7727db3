/* global fetch, AbortSignal */
// Whether this container is ready, by /health/ready of its role.
const { AIRLOCK_ROLE: role, PORT: apiPort = '3000', WORKER_PORT: workerPort = '9090' } = process.env;
const port = role === 'worker' ? workerPort : apiPort;

async function isReady() {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) });
  return answer.ok;
}

process.exitCode = (await isReady().catch(() => false)) ? 0 : 1;
