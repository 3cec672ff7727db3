import { Agent, request } from 'node:http';
import type { BenchFile } from './files.js';

interface Created {
  upload_id: string;
  presigned_url: string;
  headers: Record<string, string>;
}

/** A client of the API and the store, as light as it can be: it shares the machine with what is measured. */
export class UploadClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly api: string,
    private readonly key: string,
  ) {}

  async create(size: number): Promise<Created> {
    const asked = { filename: 'notes.txt', content_type: 'text/plain', file_size_bytes: size };
    return JSON.parse(await this.post('/v1/buckets/assets/uploads', asked)) as Created;
  }

  put({ presigned_url: url, headers }: Created, file: BenchFile): Promise<string> {
    return this.send('PUT', url, { ...headers, 'content-length': String(file.size) }, file.chunks());
  }

  confirm(uploadId: string): Promise<string> {
    return this.post(`/v1/uploads/${uploadId}/confirm`, {});
  }

  close(): void {
    this.agent.destroy();
  }

  private post(path: string, body: object): Promise<string> {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
    return this.send('POST', this.api + path, { ...headers, authorization: `Bearer ${this.key}` }, [bytes]);
  }

  /** By callbacks: promises and iterators of streams would cost as much again as the request. */
  private send(method: string, url: string, headers: Record<string, string>, body: Iterable<Buffer>): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const sent = request(url, { method, headers, agent: this.agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode! < 300) resolve(text);
        else reject(new Error(`${method} was answered ${answer.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    const chunks = body[Symbol.iterator]();
    const write = () => {
      for (let next = chunks.next(); !next.done; next = chunks.next())
        if (!sent.write(next.value)) return void sent.once('drain', write);
      sent.end();
    };
    write();
    return promise;
  }
}
