import { expect } from '@jest/globals';
import type { IngestionScene } from './ingestion-scene.js';

/** A text of several chunks. */
export const someText = Array.from(
  { length: 200 },
  (_, n) => `Paragraph ${n} tells of the harbour and its ships.`,
).join('\n\n');

const succeeded = { status: 'SUCCESS', stage: 'finished', progress: 1, lease_token: null, next_attempt_at: null };

/** The chunks are those of the text, each once, and the document has ended well. */
export async function expectIngested(scene: IngestionScene, id: string, text = someText): Promise<void> {
  const chunks = await scene.chunksOf(id);
  expect(await scene.find(id)).toMatchObject({ ...succeeded, chunk_count: chunks.length });
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.map(({ index }) => index)).toEqual(chunks.map((_, n) => n));
  for (const chunk of chunks) expect(chunk.text).toBe(text.slice(chunk.start_offset, chunk.end_offset));
  expect(chunks.at(-1)!.end_offset).toBe(text.length);
}
