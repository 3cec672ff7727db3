import { SetMetadata } from '@nestjs/common';

export const LIMITED_METHODS = 'airlock:limited-methods';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Which requests to this route count towards the caller's rate limit, where the method does not tell: a GET that creates, a
 * PATCH that only carries bytes. Without this decorator every method but GET, HEAD and OPTIONS counts.
 */
export const LimitedMethods = (...methods: Method[]) => SetMetadata(LIMITED_METHODS, methods);
