import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import type { Actor } from '../../../shared/actor.js';
import type { ViewLinks } from '../../uploads/index.js';
import type { AttachedFile } from '../attached-file.js';

/** A file of a record as REST and GraphQL show it. Where it is attached is shown without the right to read. */
@ObjectType('Attachment', { implements: () => [Node], description: 'A file of a record of your application.' })
export class AttachmentView extends viewFor('uploads:read') {
  @Field(() => ID, { description: 'Same as attachmentId.' })
  id: string;

  @Prop.text({ open: true, description: 'Id of the attachment.' })
  attachmentId: string;

  @Prop.id({ open: true, description: 'Its file, by the id of the upload.' })
  uploadId: string;

  @Prop.text({ open: true, description: 'The class of the record.' })
  recordType: string;

  @Prop.text({ open: true, description: 'The id of the record.' })
  recordId: string;

  @Prop.text({ open: true, description: 'The place in the record.' })
  name: string;

  @Prop.text({ description: 'Original name of the file.' })
  filename: string;

  @Prop.text({ description: 'Declared MIME type of the file.' })
  contentType: string;

  @Prop.byteSize({ nullable: true, description: 'Size of the file in bytes: declared, and verified once available.' })
  byteSize: number | null;

  @Prop.text({
    nullable: true,
    description:
      'A link that needs no credentials, for five minutes. Null before the file is admitted, and when it was refused.',
  })
  url: string | null;

  @Prop.dateTime({ open: true, description: 'When it was attached.' })
  createdAt: Date;

  /** An attachment and its file, without what this caller may not read. */
  static from(actor: Actor, attachment: AttachedFile, links: ViewLinks): AttachmentView {
    const { id, uploadId, recordType, recordId, name, createdAt, upload } = attachment;
    const { filename, contentType, size, declaredSize } = upload;
    const view = Object.assign(new AttachmentView(), {
      ...{ id, attachmentId: id, uploadId, recordType, recordId, name, createdAt },
      ...{ filename, contentType, byteSize: size ?? declaredSize },
      url: upload.status === 'AVAILABLE' ? links.linkTo(actor, uploadId) : null,
    });
    return view.shownTo(actor);
  }
}
