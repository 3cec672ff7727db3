import { type Answer, type Api, http, type Json } from './api.js';
import { found } from './resilience/until.js';

/** The documents API of one workspace, for one caller. Paths start behind `/documents`. */
export class DocumentApi {
  readonly path: string;

  constructor(
    readonly api: Api,
    readonly workspaceId: string,
    noun = 'documents',
  ) {
    this.path = `/api/workspaces/${workspaceId}/${noun}`;
  }

  /** The knowledge bases of the workspace. */
  get bases(): Pick<DocumentApi, 'get' | 'post' | 'patch' | 'delete'> {
    return new DocumentApi(this.api, this.workspaceId, 'knowledge-bases');
  }

  /** The same for another caller. */
  as(api: Api): DocumentApi {
    return new DocumentApi(api, this.workspaceId);
  }

  get(path: string): Promise<Answer<Json>> {
    return this.api.get(this.path + path);
  }

  post(path: string, body?: unknown): Promise<Answer<Json>> {
    return this.api.call('POST', this.path + path, body);
  }

  patch(path: string, body: unknown): Promise<Answer<Json>> {
    return this.api.call('PATCH', this.path + path, body);
  }

  delete(path: string): Promise<Answer<Json>> {
    return this.api.delete(this.path + path);
  }

  /** A document of ten bytes of text, unless the body says otherwise. */
  announce(body: object = {}): Promise<Answer<Json>> {
    return this.post('/upload/', { filename: 'a.txt', content_type: 'text/plain', file_size: 10, ...body });
  }

  /** Sends the file as the answer to `announce` asks for it. */
  send({ upload_url: url, headers }: Json, body: string | Buffer): Promise<Answer<Json>> {
    return http(url, { method: 'PUT', body, headers });
  }
}

/** The documents API of the caller's own workspace. */
export async function documentsOf(api: Api): Promise<DocumentApi> {
  return new DocumentApi(api, (await api.get('/v1/me')).body.workspace_id);
}

/** The processing status once it is as it should be. */
export function untilDocument(
  documents: DocumentApi,
  id: string,
  isAsExpected: (status: Json) => boolean,
): Promise<Json> {
  return found(async () => {
    const { status, body, text } = await documents.get(`/${id}/processing-status`);
    if (status !== 200) throw new Error(`processing-status answered ${status}: ${text}`);
    return isAsExpected(body) ? body : undefined;
  });
}
