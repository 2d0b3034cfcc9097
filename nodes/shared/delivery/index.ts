export { noAnswerWithin } from './backoff';
export type { NotesContext } from './atomicNotes';
export { asError, DedupeStore } from './dedupeStore';
export { deliver, isFailure } from './deliver';
export { idempotencyKeyOf } from './idempotencyKey';
export { Ledger, type Receipt } from './ledger';
export { SentRows } from './sentRows';
export { SYSTEM_CLOCK } from './systemClock';
export type * from './types';
