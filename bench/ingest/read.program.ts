import type { CagedInput, CagedOutput } from '../../src/platform/cage/cage.js';

/** The floor: a caged program that reads its input from start to end and makes nothing of it. */
export default async function read(input: CagedInput, output: CagedOutput): Promise<void> {
  let bytes = 0;
  for await (const chunk of input.stream() as AsyncIterable<Buffer>) bytes += chunk.length;
  output.message(bytes);
}
