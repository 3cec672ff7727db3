import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { lateType } from './late-type.js';
import { errorCatalogue } from '../../shared/errors/catalogue.js';

@ApiSchema({ name: 'ProblemField' })
export class ProblemFieldSchema {
  @ApiProperty({ type: 'string', description: 'The invalid field, e.g. `filename` or `parts.0.etag`.' })
  field: string;

  @ApiProperty({ type: 'string', description: 'Why it was refused.' })
  message: string;
}

/** The OpenAPI schema of `edge/errors/problem.ts`. */
@ApiSchema({ name: 'Problem' })
export class ProblemSchema {
  @ApiProperty({
    type: 'string',
    description: 'The address of a page that describes the code.',
    example: 'https://airlock.example.com/problems/validation-failed',
  })
  type: string;

  @ApiProperty({ type: 'string', description: 'The code in words.', example: errorCatalogue.VALIDATION_FAILED.title })
  title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status: number;

  @ApiProperty({ type: 'string', description: 'What happened and what to do next.' })
  detail: string;

  @ApiProperty({ type: 'string', description: 'A stable code for programs.', example: 'VALIDATION_FAILED' })
  code: string;

  @ApiProperty({ type: 'string', description: 'The path of the request.' })
  instance: string;

  @ApiProperty({ type: 'string', description: 'Quote it when you report an error.' })
  request_id: string;

  @ApiProperty({ type: lateType(() => ProblemFieldSchema), isArray: true, required: false })
  errors?: ProblemFieldSchema[];
}
