import type { Embedder } from './embedder.js';

/** A model that does not answer within this time does not delay the search further. */
const DEADLINE_MS = 2_000;
/** Of reciprocal rank fusion: how little the first places of one order outweigh the other order. */
const K = 60;

/**
 * Orders hits by words and by meaning together, as their places in both orders say (reciprocal rank fusion). They come
 * ordered by words, and stay so when the embedder is off or fails.
 */
export async function orderByMeaning<Hit>(
  hits: Hit[],
  { query, textOf, embedder }: { query: string; textOf: (hit: Hit) => string; embedder: Embedder },
): Promise<Hit[]> {
  if (!embedder.isConfigured || hits.length < 2) return hits;
  const texts = [query, ...hits.map(textOf)];
  const vectors = await embedder.embed(texts, AbortSignal.timeout(DEADLINE_MS)).catch(() => undefined);
  if (!vectors) return hits;
  const [asked, ...found] = vectors;
  const closeness = found.map((vector) => cosine(asked!, vector));
  const placeByMeaning = new Map(
    [...hits.keys()].toSorted((a, b) => closeness[b]! - closeness[a]! || a - b).map((hit, place) => [hit, place]),
  );
  const fused = [...hits.keys()].map((place) => 1 / (K + place) + 1 / (K + placeByMeaning.get(place)!));
  return [...hits.keys()].toSorted((a, b) => fused[b]! - fused[a]! || a - b).map((place) => hits[place]!);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
}
