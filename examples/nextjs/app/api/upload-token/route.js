import { AirlockError, kernel } from '@airlock/sdk';

/** What a person may send with one token. */
const LIMITS = {
  bucket: 'assets',
  max_file_size: 1_000_000_000,
  max_files: 10,
  expires_in: 3600,
};

/**
 * `POST /api/upload-token`: a token with which a page may send files into one bucket, and sees only those. Put your own
 * log-in in front. The API key (`AIRLOCK_API_KEY`) stays on this server.
 */
export async function POST() {
  try {
    const { upload_token } = await kernel.request('POST', '/v1/upload-tokens', { body: LIMITS });
    return Response.json({ token: upload_token });
  } catch (error) {
    if (!(error instanceof AirlockError)) throw error;
    console.error(error);
    return Response.json({ message: 'Files cannot be sent now. Try again later.' }, { status: 503 });
  }
}
