import { type Authentication } from '../auth/signature-verifier.js';
import { type S3Request } from '../http/s3-request.js';
import { type XmlNode } from '../xml.js';
import { declaredBody, declaredChecksums } from './declared-body.js';
import { bodySource } from './body-source.js';
import { type Checksums } from './checksums.js';
import { readAll } from './read-all.js';
import { BodyVerifier } from './verify-body.js';

/** Large enough for ten thousand parts with checksums. Only XML bodies are buffered in memory. */
const MAX_XML_BYTES = 4 * 1024 * 1024;

/** Reads a small XML body, verified like a stored one. */
export async function xmlBody(request: S3Request, auth: Authentication, root: string): Promise<XmlNode> {
  const checksums = declaredChecksums((name) => request.signed(name));
  return parsed(await readText(request, auth, checksums), root);
}

/** The same for a completion, whose checksum headers apply to the object and not to this body. */
export async function completionBody(request: S3Request, auth: Authentication, root: string): Promise<XmlNode> {
  return parsed(await readText(request, auth, {}), root);
}

async function readText(request: S3Request, auth: Authentication, checksums: Checksums): Promise<string> {
  const source = bodySource(request, auth);
  const hints = { max: MAX_XML_BYTES, length: source.length, payload: auth.payload };
  const verifier = new BodyVerifier(source, declaredBody(request, checksums, hints));
  const body = await readAll(source);
  verifier.count([body]);
  verifier.hash([body]);
  verifier.verify();
  return body.toString('utf8');
}

/** The parser is loaded for the first XML body: it is larger than the rest of the store, and most requests have none. */
async function parsed(text: string, root: string): Promise<XmlNode> {
  const { parseXml } = await import('../parse-xml.js');
  return parseXml(text, root);
}
