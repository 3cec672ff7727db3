// AIRLOCK_URL=http://localhost:3000 AIRLOCK_KEY=sk_... APP_URL=http://localhost:4000 node server.js
import { createServer } from 'node:http';
import { formPage, received } from './form.js';

const { APP_URL } = process.env;
const pages = { '/form': formPage, '/received': received, '/favicon.ico': () => '' };

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, APP_URL);
  const page = pages[pathname];
  try {
    const html = page && (await page(Object.fromEntries(searchParams)));
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(html ?? '');
  } catch (error) {
    console.error(error);
    response.writeHead(502, { 'content-type': 'text/plain' }).end('Files cannot be sent now. Try again in a minute.');
  }
});
server.listen(new URL(APP_URL).port, () => console.log(`${APP_URL}/form`));
