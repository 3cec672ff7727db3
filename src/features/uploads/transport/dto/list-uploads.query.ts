import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { PageArgs } from '../../../../edge/page/page-args.js';
import { PageQuery } from '../../../../edge/page/page-query.js';
import { foreignStatusNames, statusesNamed, uploadStatusNames } from '../../domain/status-names.js';
import type { UploadFilter } from '../../records/uploads.repository.js';
import { describedUploadStatus } from './upload.enums.js';

const status = { optional: true, description: 'Only uploads with this status.' };
const metadata = { optional: true, description: 'Only uploads whose metadata has these values' };

const described = {
  bucketId: Prop.text({ max: 63, optional: true, description: 'Only uploads of this bucket, by id or name.' }),
  contentType: Prop.text({ max: 255, optional: true, description: 'Only uploads declared as this MIME type.' }),
  createdAfter: Prop.dateTime({ optional: true, description: 'Only uploads created after this moment.' }),
};

interface AskedFilter {
  status?: string;
  bucketId?: string;
  contentType?: string;
  createdAfter?: Date;
  metadata?: Record<string, unknown>;
}

/** Which uploads a list shows. */
export class ListUploadsQuery extends PageQuery implements AskedFilter {
  @Prop.choice({
    values: uploadStatusNames,
    alsoAccepts: foreignStatusNames,
    optional: true,
    description: `${status.description} ${foreignStatusNames.join(', ')} are accepted too and match no upload.`,
  })
  status?: string;
  @described.bucketId bucketId?: string;
  @described.contentType contentType?: string;
  @described.createdAfter createdAfter?: Date;
  @Prop.conditions({ ...metadata, description: `${metadata.description}: \`metadata.<key>=<value>\`.` })
  metadata?: Record<string, unknown>;
}

@InputType({ description: 'Which uploads a list shows.' })
export class UploadFilterInput implements AskedFilter {
  @Prop.enumeration({ ...describedUploadStatus, ...status }) status?: string;
  @described.bucketId bucketId?: string;
  @described.contentType contentType?: string;
  @described.createdAfter createdAfter?: Date;
  @Prop.conditions({ ...metadata, description: `${metadata.description} at its top level.` })
  metadata?: Record<string, unknown>;
}

@ArgsType()
export class ListUploadsArgs extends PageArgs {
  @Prop.object(() => UploadFilterInput, { optional: true, description: 'Which uploads.' })
  filter?: UploadFilterInput;
}

export function filterOf({ status, bucketId, contentType, createdAfter, metadata }: AskedFilter): UploadFilter {
  const named = status === undefined ? {} : statusesNamed(status);
  return { ...named, bucket: bucketId, contentType, createdAfter, metadata };
}
