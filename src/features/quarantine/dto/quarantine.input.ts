import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';

const reason = {
  min: 1,
  max: 200,
  pattern: /^\P{Cc}+$/u,
  patternMessage: 'must not contain control characters',
  description: 'The reason, for the audit trail: up to 200 characters.',
};

@InputType({ description: 'A content that becomes unreadable in the workspace.' })
export class QuarantineInput {
  @Prop.text({
    pattern: /^[0-9a-fA-F]{64}$/,
    patternMessage: 'must be 64 hexadecimal digits',
    description: 'SHA-256 of the content, in hex.',
  })
  sha256: string;

  @Prop.text(reason)
  reason: string;
}

@InputType({ isAbstract: true })
export class ReleaseBody {
  @Prop.text(reason)
  reason: string;
}

@InputType({ description: 'A quarantined file that becomes readable again.' })
export class ReleaseUploadInput extends ReleaseBody {
  @Prop.text({ description: 'The upload.' })
  uploadId: string;
}
