import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { requestOf } from '../../../edge/auth/request-of.js';
import { tierLimits } from '../../workspaces/index.js';
import { UploadErrors } from '../domain/upload.errors.js';

/**
 * Refuses early what no bucket and no free space could admit: a file above the tier's limit, or above the whole quota.
 * Whether there is room right now is decided by the statement that reserves it.
 */
@Injectable()
export class TierQuotaGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { actor } = requestOf(context);
    const size = declaredSize(context);
    // What is no size at all is refused with its field by whoever reads the input.
    if (!actor || !isSize(size)) return true;
    const limit = tierLimits[actor.tier].maxFileBytes;
    if (size > limit) throw UploadErrors.tooLarge(size, limit, `the tier ${actor.tier}`);
    if (size > actor.quotaBytes) throw UploadErrors.quotaExceeded();
    return true;
  }
}

const isSize = (size: unknown): size is number => Number.isSafeInteger(size);

function declaredSize(context: ExecutionContext): unknown {
  if (context.getType<string>() === 'graphql')
    return GqlExecutionContext.create(context).getArgs<{ input?: { fileSizeBytes?: unknown } }>().input?.fileSizeBytes;
  return (requestOf(context).body as { file_size_bytes?: unknown } | undefined)?.file_size_bytes;
}
