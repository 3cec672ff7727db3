import type { Api, Json } from './api.js';

/** Asks for a file until the variants of its picture were made; the test's own timeout is the limit. */
export async function withVariants(api: Api, fileId: string): Promise<Json> {
  for (;;) {
    const { body } = await api.get(`/v1/files/${fileId}`);
    if (body.image) return body;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
