import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { kernel } from '@airlock/sdk';

const [path, bucket = 'assets'] = process.argv.slice(2);
if (!path) throw new Error('Usage: node upload.js FILE [BUCKET]');

// The file is read piece by piece, whatever its size. `kernel` reads AIRLOCK_URL and AIRLOCK_API_KEY.
const file = await openAsBlob(path);
const { fileId, filename } = await kernel.files().upload({
  file,
  filename: basename(path),
  bucket,
  metadata: { source: 'example' },
  onProgress: ({ loaded, total }) => process.stderr.write(`\r${Math.floor((loaded / total) * 100)} %`),
});
console.error(`\n${filename} has arrived as ${fileId}. It is being checked.`);

try {
  await kernel.files().waitForScan(fileId);
  const { url } = await kernel.files().downloadUrl(fileId, { expiresIn: 600 });
  console.log(url);
} catch (error) {
  // Such as "photo.exe was not accepted. It contains malware and was deleted."
  console.error(error.message);
  process.exitCode = 1;
}
