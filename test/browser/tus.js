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
    onError: (error) => {
      button.textContent = 'Continue';
      show(`${file.name}: ${reasonOf(error)}`);
    },
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
  return error.originalResponse?.getBody() || 'the connection was lost.';
}

const input = document.querySelector('input');
const button = document.querySelector('button');

input.addEventListener('change', async () => {
  const upload = uploadOf(input.files[0]);
  // The same file goes on where it was interrupted, also after a reload.
  const [previous] = await upload.findPreviousUploads();
  if (previous) upload.resumeFromPreviousUpload(previous);
  upload.start();
  button.onclick = () => {
    if (button.textContent === 'Pause') upload.abort();
    else upload.start();
    button.textContent = button.textContent === 'Pause' ? 'Continue' : 'Pause';
  };
});
input.disabled = false;
