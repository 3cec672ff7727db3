/**
 * Gives the memory of a chunk back at once. Left to the garbage collector, the memory of large streams makes it look through
 * all objects of its thread for every 64 MiB that have passed. The chunk is empty afterwards. One that shares its memory with
 * others is left alone.
 */
export function freeMemory(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) buffer.transfer(0);
}
