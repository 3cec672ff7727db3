import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { filterableNames, statusesNamed } from '../domain/status-names.js';
import type { UploadFilter } from '../uploads.repository.js';

/** Which uploads a list shows. */
export class ListUploadsQuery extends PageQuery {
  @Prop.choice({ values: filterableNames, optional: true, description: 'Only uploads with this status.' })
  status?: string;

  @Prop.text({ optional: true, description: 'Only uploads of this bucket.' })
  bucketId?: string;
}

@InputType({ description: 'Which uploads a list shows.' })
export class UploadFilterInput {
  @Prop.choice({ values: filterableNames, optional: true, description: 'Only uploads with this status.' })
  status?: string;

  @Prop.text({ optional: true, description: 'Only uploads of this bucket.' })
  bucketId?: string;
}

@ArgsType()
export class ListUploadsArgs extends PageArgs {
  @Prop.object(() => UploadFilterInput, { optional: true, description: 'Which uploads.' })
  filter?: UploadFilterInput;
}

export function filterOf({ status, bucketId }: { status?: string; bucketId?: string }): UploadFilter {
  return { statuses: status === undefined ? undefined : statusesNamed(status), bucketId };
}
