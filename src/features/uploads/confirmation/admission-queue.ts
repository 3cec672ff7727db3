/** Wakes workers when there is something to admit. Only a hint: which upload is next is decided by the claim. */
export abstract class AdmissionQueue {
  abstract add(uploadId: string): Promise<void>;
}
