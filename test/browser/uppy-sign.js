import Uppy from '@uppy/core';
import AwsS3 from '@uppy/aws-s3';
import Dashboard from '@uppy/dashboard';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import { uploadToken } from './upload-token.js';
import { waitForVerdicts } from './uppy-verdicts.js';

const { upload_token, sign_url } = await uploadToken();

/** Uppy shows the text of an error that is thrown here. */
async function signRequest(request) {
  const answer = await fetch(sign_url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  const signed = await answer.json();
  if (!answer.ok) throw new Error(signed.message);
  return signed;
}

const uppy = new Uppy({ autoProceed: true })
  .use(Dashboard, { inline: true, target: '#uppy' })
  .use(AwsS3, { signRequest, shouldUseMultipart: (file) => file.size > 5 * 1024 ** 2 });

waitForVerdicts(uppy, upload_token);
