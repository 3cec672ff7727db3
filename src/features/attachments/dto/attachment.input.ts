import { ArgsType, InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import { PageQuery } from '../../../edge/page/page-query.js';

const recordType = { min: 1, max: 100, description: 'The class of the record, as your application calls it: Post.' };
const recordId = { min: 1, max: 200, description: 'The id of the record.' };

/** A file to attach, over REST and GraphQL. */
@InputType({ description: 'A file to attach to a record of your application.' })
export class AttachInput {
  @Prop.text({
    min: 1,
    max: 1000,
    description: 'The signed_id of a direct upload, or its attachable_sgid. The file must have been sent.',
  })
  signedId: string;

  @Prop.text(recordType)
  recordType: string;

  @Prop.text(recordId)
  recordId: string;

  @Prop.text({
    min: 1,
    max: 100,
    description: 'The place in the record: avatar. A record may have several files under one name.',
  })
  name: string;
}

@InputType({ description: 'The attachment to be removed.' })
export class DetachInput {
  @Prop.id({ description: 'The attachment.' })
  attachmentId: string;
}

/** The record whose attachments a list shows. */
export class ListAttachmentsQuery extends PageQuery {
  @Prop.text(recordType)
  recordType: string;

  @Prop.text(recordId)
  recordId: string;
}

@InputType({ description: 'The record whose attachments a list shows.' })
export class AttachmentFilterInput {
  @Prop.text(recordType)
  recordType: string;

  @Prop.text(recordId)
  recordId: string;
}

@ArgsType()
export class ListAttachmentsArgs extends PageArgs {
  @Prop.object(() => AttachmentFilterInput, { description: 'Which record.' })
  filter: AttachmentFilterInput;
}
