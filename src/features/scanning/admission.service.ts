import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectChangedError } from '../../platform/object-store/object-store.js';
import { inPart } from '../../platform/tracing/trace.js';
import type { LeasedUpload } from '../uploads/index.js';
import { ConclusionService } from './admission/conclusion.service.js';
import { Assembly } from './copies/assembly.js';
import { AttemptCopies } from './copies/attempt-copies.js';
import { sizeProblem } from './domain/judgement.js';
import { proveType } from './domain/type-proof.js';
import { Inspection } from './inspection/inspection.js';
import { ScanLeaseRepository } from './lease/scan-lease.repository.js';

/** How often bytes that change during their scan are scanned again under one lease. */
const MAX_PASSES = 3;

/**
 * Takes one leased upload from SCANNING to its outcome: assemble, seal, inspect, judge, admit. The process may die after
 * any step: the next claim starts over, and nothing is lost or left behind.
 */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly lease: ScanLeaseRepository,
    private readonly assembly: Assembly,
    private readonly copies: AttemptCopies,
    private readonly inspection: Inspection,
    private readonly conclusion: ConclusionService,
    private readonly faults: FaultPoints,
  ) {}

  async run(upload: LeasedUpload, signal: AbortSignal): Promise<void> {
    await this.faults.reached('admission.claimed');
    let attempt = upload;
    try {
      for (let pass = 1; pass <= MAX_PASSES; pass++) {
        if (await this.isConcluded(attempt, signal)) return;
        if (pass < MAX_PASSES) attempt = await this.lease.nextAttempt(attempt);
      }
      await this.conclusion.reject(attempt, 'changed_during_scan');
    } catch (error) {
      await this.lease.abandonAttempt(attempt).catch(() => undefined);
      throw error;
    }
  }

  /** `false`: the bytes changed during the pass, and another one is needed. */
  private async isConcluded(upload: LeasedUpload, signal: AbortSignal): Promise<boolean> {
    try {
      await this.pass(upload, signal);
      return true;
    } catch (error) {
      if (error instanceof ObjectChangedError) return false;
      throw error;
    }
  }

  private async pass(upload: LeasedUpload, signal: AbortSignal): Promise<void> {
    const staged = await inPart('assemble upload', {}, () => this.assembly.objectOf(upload, signal));
    if (!staged) return this.conclusion.reject(upload, 'size_mismatch');
    const problem = sizeProblem(staged.size, upload);
    if (problem) return this.conclusion.reject(upload, problem, { size: staged.size });
    const pinned = await inPart('seal upload', {}, () => this.copies.seal(upload, staged, signal));
    const findings = await inPart('scan upload', {}, () => this.inspection.of(pinned, signal, upload.scanFailures));
    await this.faults.reached('admission.inspected');
    const type = proveType(upload.contentType, findings.detected);
    await inPart('conclude upload', {}, () => this.conclusion.conclude(upload, { pinned, findings, type }, signal));
  }
}
