import { seeded } from '../seeded.js';

type Random = () => number;

const origins = [
  'null',
  '',
  'https://',
  'https://[',
  '://',
  'about:blank',
  'data:,',
  '\u00ff',
  'a b',
  '//evil.example',
];
const more = [...origins, 'https://evil.example', 'https://app.example', 'x'.repeat(4000), 'http://%00', 'file:///'];
const targets = ['/graphql', '/graphql/', '/graphql?x', '//graphql', '/', '*', '/%zz', 'http://[/graphql', '/airlock'];
const keys = ['dGhlIHNhbXBsZSBub25jZQ==', '', 'x', '=='.repeat(100)];
const versions = ['13', '8', '', '-1', '13, 8'];
const protocols = ['graphql-transport-ws', 'graphql-ws', '', ',,,', 'a'.repeat(2000)];
const methods = ['GET', 'POST', 'CONNECT', 'OPTIONS', 'TRACE', 'PUT', 'HEAD'];
const hosts = ['127.0.0.1', '', 'a b', '[', 'x'.repeat(300), 'a:b:c', '%'];
const oddHeaders = [
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Transfer-Encoding: gzip, identity',
  'Expect: 100-continue',
  'Expect: nothing',
  'Content-Type: multipart/form-data',
  'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 60',
  'Content-Type: application/json; charset="',
  'Authorization: AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=',
  'Authorization: Bearer \u0000',
  'Accept-Encoding: \u00ff;q=nothing',
  'Range: bytes=9-1,,-',
  'If-Modified-Since: never',
  'Access-Control-Request-Headers: ,,\u00ff',
  'X-Forwarded-For: [[[',
  'x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-date: 00000000T000000Z',
  'Cookie: =;=;=',
  ' folded: header',
  'no colon',
  ': no name',
  Array.from({ length: 300 }, (_, i) => `h${i}: x`).join('\r\n'),
];
/** A form whose parts lack what parts have. */
const formBody = '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b\r\nX: y\r\n\r\n';

/** Malformed handshakes, requests and frames, the same ones for a seed. */
export function malformed(count: number, seed: number): Buffer[] {
  const random = seeded(seed);
  const kinds = [handshake, handshake, request, frames, frames];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]!(random));
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

function handshake(random: Random): Buffer {
  const lines = [
    `${random() < 0.8 ? 'GET' : pick(random, methods)} ${random() < 0.7 ? '/graphql' : pick(random, targets)} HTTP/1.1`,
    `Host: ${random() < 0.7 ? '127.0.0.1' : pick(random, hosts)}`,
    'Connection: Upgrade',
    `Upgrade: ${random() < 0.8 ? 'websocket' : pick(random, ['h2c', '', 'WebSocket, x', 'TLS/1.0'])}`,
    `Sec-WebSocket-Key: ${random() < 0.7 ? keys[0] : pick(random, keys)}`,
    `Sec-WebSocket-Version: ${random() < 0.8 ? '13' : pick(random, versions)}`,
    `Sec-WebSocket-Protocol: ${random() < 0.7 ? protocols[0] : pick(random, protocols)}`,
    `Origin: ${pick(random, more)}`,
    ...(random() < 0.3 ? [pick(random, oddHeaders)] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function request(random: Random): Buffer {
  const head = `${pick(random, methods)} ${pick(random, targets)} HTTP/1.${random() < 0.8 ? 1 : pick(random, [0, 7])}`;
  const headers = [`Host: ${pick(random, hosts)}`, `Origin: ${pick(random, more)}`, pick(random, oddHeaders)];
  const body = random() < 0.5 ? formBody : '{"a":';
  return Buffer.from(`${[head, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

/** A good handshake, and frames that are not. */
function frames(random: Random): Buffer {
  const head = [
    'GET /graphql HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${keys[0]}`,
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ${protocols[0]}`,
  ].join('\r\n');
  const sent = Array.from({ length: 1 + Math.floor(random() * 4) }, () => frame(random));
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), ...sent]);
}

const messages = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{"type":1}',
  '{"type":"connection_init","payload":[]}',
  '{"type":"connection_init","payload":{"Authorization":{}}}',
  '{"type":"connection_init","payload":{"__proto__":{"a":1},"authorization":"Bearer \\u0000"}}',
  '{"type":"subscribe","id":"1","payload":{"query":""}}',
  '{"type":"subscribe","id":1,"payload":null}',
  '{"type":"complete","id":"__proto__"}',
  '{"type":"ping","payload":7}',
  '['.repeat(5000),
  `{"type":"connection_init","payload":{"a":"${'x'.repeat(70_000)}"}}`,
];

function frame(random: Random): Buffer {
  const payload = random() < 0.7 ? Buffer.from(pick(random, messages)) : Buffer.from([0xff, 0xfe, 0x00]);
  const mask = Buffer.from([1, 2, 3, 4]);
  const first = random() < 0.5 ? 0x81 : Math.floor(random() * 256);
  const claimed = random() < 0.85 ? payload.length : Math.floor(random() * 2 ** 40);
  const masked = random() < 0.85;
  const bytes = masked ? payload.map((byte, i) => byte ^ mask[i % 4]!) : payload;
  return Buffer.concat([Buffer.from([first]), lengthOf(claimed, masked), ...(masked ? [mask] : []), bytes]);
}

function lengthOf(bytes: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (bytes < 126) return Buffer.from([bit | bytes]);
  const long = Buffer.alloc(9);
  long[0] = bit | 127;
  long.writeBigUInt64BE(BigInt(bytes), 1);
  return long;
}
