import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outcome, putRaw, type RawAnswer, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const signing = (...names: string[]) => ({ signableHeaders: new Set([...names, 'host']) });
const elementOf = ({ text: xml }: RawAnswer, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code));
const hintOf = (answer: RawAnswer) => elementOf(answer, 'Hint');

describe('a refusal of a presigned request', () => {
  let test: TestStore;
  let now = Date.now();
  let url: string;
  const sent = { 'content-type': 'image/png' };

  beforeAll(async () => {
    test = await TestStore.start({ clock: () => now });
    const asked = { ContentType: 'image/png', ContentLength: 5, IfNoneMatch: '*' };
    url = await test.signPut('a.png', asked, signing('content-type', 'content-length', 'if-none-match'));
  });
  afterAll(() => test.close());

  const put = (headers: Record<string, string>, body = '12345') => putRaw(url, body, headers);

  it('names the signed headers that are missing', async () => {
    const answer = await put(sent);
    expect(outcome(answer)).toBe('403 SignatureDoesNotMatch');
    expect(hintOf(answer)).toContain('Signed headers that are missing: "if-none-match".');
    expect(hintOf(answer)).toContain('content-length: "5"; content-type: "image/png"; host: "');
  });

  it.each([
    ['another type', { 'content-type': 'text/html', 'if-none-match': '*' }, '12345', 'content-type: "text/html"'],
    ['another length', { ...sent, 'if-none-match': '*' }, '123456', 'content-length: "6"'],
    ['another condition', { ...sent, 'if-none-match': '"x"' }, '12345', 'if-none-match: ""x""'],
  ])('shows the signed headers as they were received, so that %s is seen', async (_, headers, body, shown) => {
    const hint = hintOf(await put(headers, body));
    expect(hint).toContain(shown);
    expect(hint).toContain('another value than was signed, or the URL was changed');
    expect(hint).not.toContain('missing');
  });

  it('says when only a parameter was added to the type', async () => {
    const hint = hintOf(await put({ 'content-type': 'image/png; charset=utf-8', 'if-none-match': '*' }));
    expect(hint).toBe('content-type was signed as "image/png" and received as "image/png; charset=utf-8".');
  });

  it('says which method the URL is for', async () => {
    const plain = await test.signPut('plain');
    expect(hintOf(await send(plain, { method: 'POST', body: 'x' }))).toBe(
      'The URL was signed for PUT, and POST was used.',
    );
    expect(hintOf(await send(plain))).toBe('The URL was signed for PUT, and GET was used.');
  });

  it('asks for the length of a body that comes in chunks, whether the length was signed or not', async () => {
    for (const target of [url, await test.signPut('unsized')]) {
      const answer = await send(target, { method: 'PUT', headers: { ...sent, 'transfer-encoding': 'chunked' } });
      expect(outcome(answer)).toBe('411 MissingContentLength');
      expect(hintOf(answer)).toContain('curl -T FILE instead of -T -');
    }
  });

  it('names a header that was not signed', async () => {
    const answer = await put({ ...sent, 'if-none-match': '*', 'x-amz-acl': 'private' });
    expect([outcome(answer), elementOf(answer, 'HeadersNotSigned')]).toEqual(['403 AccessDenied', 'x-amz-acl']);
    expect(hintOf(answer)).toContain('Leave out x-amz-acl');
  });

  it('has the words of S3 for an expired URL, by which clients get a new one, and the times', async () => {
    const signedAt = Math.floor(now / 1000) * 1000;
    const late = await test.signPut('late', {}, { expiresIn: 60, signingDate: new Date(signedAt) });
    const before = now;
    now = signedAt + 61_000;
    const answer = await putRaw(late, 'x');
    now = before;
    expect(outcome(answer)).toBe('403 AccessDenied');
    expect(elementOf(answer, 'Message')).toBe('Request has expired');
    expect(['X-Amz-Expires', 'Expires', 'ServerTime'].map((name) => elementOf(answer, name))).toEqual([
      '60',
      new Date(signedAt + 60_000).toISOString(),
      new Date(signedAt + 61_000).toISOString(),
    ]);
  });

  it('of two signatures says which one to leave out, but for a reader that was redirected with its own', async () => {
    const answer = await put({ ...sent, 'if-none-match': '*', authorization: 'Bearer sk_of_the_api' });
    expect(outcome(answer)).toBe('400 InvalidArgument');
    expect(hintOf(answer)).toContain('Leave out the Authorization header');
    expect(answer.text).not.toContain('sk_of_the_api');
    await test.put('read.txt', 'hello');
    const link = await getSignedUrl(test.s3, new GetObjectCommand({ Bucket: BUCKET, Key: 'read.txt' }));
    expect((await send(link, { headers: { authorization: 'Bearer sk_of_the_api' } })).text).toBe('hello');
  });

  it('repeats no secret, no signature but the one that was sent, and nothing at length', async () => {
    const named = url.replace(/X-Amz-SignedHeaders=[^&]*/, 'X-Amz-SignedHeaders=cookie%3Bhost%3Bx-note');
    const note = 'n'.repeat(5000);
    const answer = await putRaw(named, 'x', { cookie: 'session=secret', 'x-note': note });
    expect(hintOf(answer)).toContain('as they were received: cookie; host:');
    expect(answer.text).not.toMatch(/secret|[0-9a-f]{64}|n{300}/);
  });

  it('cannot be turned into markup by what was sent', async () => {
    const answer = await put({ 'content-type': '<script>alert(1)</script>' });
    expect(answer.text).not.toContain('<script>');
    expect(answer.headers['content-type']).toBe('application/xml');
  });
});

describe('a client that follows the URL', () => {
  let test: TestStore;
  beforeAll(async () => void (test = await TestStore.start()));
  afterAll(() => test.close());

  /** The answer to what is written on a socket. */
  async function exchange(lines: string[], body: string): Promise<string> {
    const { hostname: host, port } = new URL(test.url);
    const socket = connect({ host, port: Number(port) });
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    return text(socket);
  }

  it.each([
    ['HTTP/1.0, which has no chunks and no 100', 'HTTP/1.0', []],
    ['HTTP/1.1 with Expect: 100-continue', 'HTTP/1.1', ['Expect: 100-continue', 'Connection: close']],
    ['other letters in names of headers', 'HTTP/1.1', ['connection: Close', 'USER-AGENT: x', 'aCCEPT: */*']],
  ])('is served over %s', async (_, version, more) => {
    const url = await test.signPut(
      'a',
      { ContentType: 'image/png', ContentLength: 5 },
      signing('content-type', 'content-length'),
    );
    const { host, pathname, search } = new URL(url);
    const head = [
      `PUT ${pathname}${search} ${version}`,
      `HOST: ${host}`,
      'CONTENT-Type:  image/png',
      'content-LENGTH: 5',
      ...more,
    ];
    expect(await exchange(head, '12345')).toMatch(/^HTTP\/1\.1 (100 Continue\r\n\r\nHTTP\/1\.1 )?200 OK/);
  });
});
