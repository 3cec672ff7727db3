import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '@airlock/sdk';

const { PORT = '8080', AIRLOCK_WEBHOOK_SECRET } = process.env;

/** The event that a request brings, if it is of this endpoint. */
async function eventOf(request) {
  const payload = await buffer(request);
  return verifyWebhook({ payload, headers: request.headers, secret: AIRLOCK_WEBHOOK_SECRET });
}

/** Receives the events of a webhook endpoint, whose secret was shown when it was made. */
const server = createServer(async (request, response) => {
  try {
    const event = await eventOf(request);
    console.log(`${event.type} ${event.data.upload_id} ${event.data.status}`);
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
});
server.listen(Number(PORT), () => console.log(`Listening on ${server.address().port}`));
