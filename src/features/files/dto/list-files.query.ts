import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';
import { statusesOf } from '../domain/file-status.js';
import type { UploadFilter } from '../../uploads/index.js';
import { describedFileStatus } from './file.enums.js';

const described = {
  bucket: Prop.text({ max: 63, optional: true, description: 'Only files of this bucket, by name or id.' }),
  status: Prop.enumeration({ ...describedFileStatus, optional: true, description: 'Only files with this status.' }),
};

interface FilterFields {
  bucket?: string;
  status?: string;
}

/** Which files a list shows. */
export class ListFilesQuery extends PageQuery implements FilterFields {
  @described.bucket bucket?: string;
  @described.status status?: string;
}

@InputType({ description: 'Which files a list shows.' })
export class FileFilterInput implements FilterFields {
  @described.bucket bucket?: string;
  @described.status status?: string;
}

@ArgsType()
export class ListFilesArgs extends PageArgs {
  @Prop.object(() => FileFilterInput, { optional: true, description: 'Which files.' })
  filter?: FileFilterInput;
}

export function filterOf({ bucket, status }: FilterFields): UploadFilter {
  return { bucket, statuses: status === undefined ? undefined : statusesOf(status) };
}
