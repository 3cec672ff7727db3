import { Body, type PipeTransform, type ArgumentMetadata, Query } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';
import { Errors } from '../../shared/errors/errors.js';
import { isStorable, NOT_STORABLE } from '../../shared/json/storable.js';
import { nestDottedKeys } from './nest-dotted-keys.js';
import { readInput, type Source } from './input-reader.js';

/** Validates the value as the DTO class of the parameter. */
class ReadPipe implements PipeTransform {
  constructor(private readonly source: Source) {}

  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    const given = this.source === 'query' ? nestDottedKeys(value as Record<string, unknown>) : value;
    return readInput(metatype as new () => object, given, this.source);
  }
}

/** An id is looked up unchanged: text that PostgreSQL cannot store is refused here. */
class ReadIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!isStorable(id)) throw Errors.invalidField('id', NOT_STORABLE);
    return id;
  }
}

const fromBody = new ReadPipe('body');
const fromForeignBody = new ReadPipe('foreign');
const fromQuery = new ReadPipe('query');
const fromGraphql = new ReadPipe('graphql');

/** The JSON body of a REST request, validated. */
export const ReadBody = (): ParameterDecorator => Body(fromBody);

/** The JSON body of a client that was written for another service: validated, with what it has beyond the fields ignored. */
export const ReadForeignBody = (): ParameterDecorator => Body(fromForeignBody);

/** The query string of a REST request, validated. */
export const ReadQuery = (): ParameterDecorator => Query(fromQuery);

/** The one `input` of a GraphQL mutation, validated by the same class as the REST body. */
export const ReadInput = (): ParameterDecorator =>
  Args({ name: 'input', description: 'What to change, and how.' }, fromGraphql);

/** All arguments of a GraphQL field as one `@ArgsType()` class, e.g. `first`, `after` and a filter. */
export const ReadArgs = (): ParameterDecorator => Args(fromGraphql);

/** The GraphQL argument `id`. */
export const ReadId = (): ParameterDecorator => Args('id', { type: () => ID, description: 'Its id.' }, ReadIdPipe);
