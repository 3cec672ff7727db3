import { xmlBody } from '../body/xml-body.js';
import { type BucketSetting } from '../disk/bucket.js';
import { parseCorsRules } from '../http/cors-rules.js';
import { emptyReply, xmlReply } from '../http/reply.js';
import { S3Error } from '../s3-error.js';
import { document, renderChildren, type XmlNode } from '../xml.js';
import { type Operation } from './call.js';

interface Setting {
  root: string;
  /** The error code of a missing setting; undefined where S3 returns an empty one. */
  missing?: string;
  /** Throws when the configuration is not supported. */
  validate?: (configuration: XmlNode) => unknown;
}

const SETTINGS: Record<BucketSetting, Setting> = {
  cors: { root: 'CORSConfiguration', missing: 'NoSuchCORSConfiguration', validate: parseCorsRules },
  lifecycle: { root: 'LifecycleConfiguration', missing: 'NoSuchLifecycleConfiguration' },
  notification: { root: 'NotificationConfiguration' },
};

export function getSetting(name: BucketSetting): Operation {
  const { root, missing } = SETTINGS[name];
  return async ({ bucket }) => {
    const configuration = bucket.settings[name];
    if (configuration === undefined && missing)
      throw new S3Error(404, missing, `The ${name} configuration does not exist.`);
    return xmlReply(document(root, configuration === undefined ? '' : renderChildren(configuration)));
  };
}

export function putSetting(name: BucketSetting): Operation {
  const { root, validate } = SETTINGS[name];
  return async ({ request, auth, bucket }) => {
    const configuration = await xmlBody(request, auth, root);
    validate?.(configuration);
    await bucket.configure(name, configuration);
    return emptyReply(200);
  };
}

export function deleteSetting(name: BucketSetting): Operation {
  return async ({ bucket }) => {
    await bucket.configure(name, undefined);
    return emptyReply(204);
  };
}
