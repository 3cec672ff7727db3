import { airlock } from './airlock.js';

/** `POST /upload-token` of the application. With this token a page may bring files into one bucket, and see only those. */
export function uploadToken() {
  return airlock('/v1/upload-tokens', { bucket: 'assets', max_file_size: 10_000_000 });
}
