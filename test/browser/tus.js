import { Upload } from 'tus-js-client';
import { show } from './show.js';
import { uploadToken } from './upload-token.js';
import { refusal, verdict } from './verdict.js';

const { upload_token, tus_url } = await uploadToken();

function uploadOf(file) {
  const upload = new Upload(file, {
    endpoint: tus_url,
    metadata: { filename: file.name, filetype: file.type || 'application/octet-stream' },
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => (document.querySelector('progress').value = (100 * sent) / total),
    onError: (error) => show(`${file.name}: ${reasonOf(error)}`),
    onSuccess: async ({ lastResponse }) => {
      show(`${file.name}: sent, being checked`);
      const refused = refusal(await verdict(lastResponse.getHeader('X-Upload-Id'), upload_token));
      show(`${file.name}: ${refused ?? 'ready'}`);
    },
  });
  return upload;
}

/** What the server answered, or that there was no answer. */
function reasonOf(error) {
  return error.originalResponse?.getBody() || 'The connection was lost. Choose the file again to continue.';
}

const input = document.querySelector('input');
input.addEventListener('change', async () => {
  const upload = uploadOf(input.files[0]);
  const [previous] = await upload.findPreviousUploads();
  if (previous) upload.resumeFromPreviousUpload(previous);
  document.querySelector('button').onclick = () => upload.abort();
  upload.start();
});
input.disabled = false;
