import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'ProblemField' })
export class ProblemFieldSchema {
  @ApiProperty({ type: 'string', description: 'The field at fault, e.g. `filename` or `parts.0.etag`.' })
  field: string;

  @ApiProperty({ type: 'string', description: 'Why it was refused.' })
  message: string;
}

/** How OpenAPI describes `edge/errors/problem.ts`. */
@ApiSchema({ name: 'Problem' })
export class ProblemSchema {
  @ApiProperty({ type: 'string', example: '/problems/validation-failed' })
  type: string;

  @ApiProperty({ type: 'string', example: 'Bad Request' })
  title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status: number;

  @ApiProperty({ type: 'string', description: 'What happened and what to do next.' })
  detail: string;

  @ApiProperty({ type: 'string', description: 'Stable: programs decide by this.', example: 'VALIDATION_FAILED' })
  code: string;

  @ApiProperty({ type: 'string', description: 'The path that was asked for.' })
  instance: string;

  @ApiProperty({ type: 'string', description: 'Quote it when you report a fault.' })
  request_id: string;

  @ApiProperty({ type: () => ProblemFieldSchema, isArray: true, required: false })
  errors?: ProblemFieldSchema[];
}
