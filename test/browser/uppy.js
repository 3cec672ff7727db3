import Uppy from '@uppy/core';
import AwsS3 from '@uppy/aws-s3';
import Dashboard from '@uppy/dashboard';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import { uploadToken } from './upload-token.js';
import { waitForVerdicts } from './uppy-verdicts.js';

const { upload_token, companion_url } = await uploadToken();

const uppy = new Uppy({ autoProceed: true })
  .use(Dashboard, { inline: true, target: '#uppy' })
  .use(AwsS3, { companionEndpoint: companion_url, shouldUseMultipart: (file) => file.size > 5 * 1024 ** 2 });

waitForVerdicts(uppy, upload_token);
