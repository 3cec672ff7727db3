import { createHmac, hash } from 'node:crypto';

const ACCESS_KEY = 'FLOORFLOORFLOORFLOOR';
const HOST = '127.0.0.1:9000';
const REGION = 'us-east-1';
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

let day = '';
let signingKey = Buffer.alloc(0);

/** SigV4 with nothing around it: one form of URL, the day's key cached. */
export function putUrl(key: string, type: string, size: number, expires: number): string {
  const amzDate = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const today = amzDate.slice(0, 8);
  const scope = `${today}/${REGION}/s3/aws4_request`;
  if (day !== today) {
    signingKey = [REGION, 's3', 'aws4_request'].reduce(hmac, hmac('AWS4floor-secret', today));
    day = today;
  }
  const path = `/bucket/${key}`;
  const query =
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Credential=${ACCESS_KEY}%2F` +
    `${scope.replaceAll('/', '%2F')}&X-Amz-Date=${amzDate}&X-Amz-Expires=${expires}` +
    '&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&x-id=PutObject';
  const headers = `content-length:${size}\ncontent-type:${type}\nhost:${HOST}\n`;
  const canonical = `PUT\n${path}\n${query}\n${headers}\ncontent-length;content-type;host\nUNSIGNED-PAYLOAD`;
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash('sha256', canonical)}`;
  return `http://${HOST}${path}?${query}&X-Amz-Signature=${createHmac('sha256', signingKey).update(text).digest('hex')}`;
}
