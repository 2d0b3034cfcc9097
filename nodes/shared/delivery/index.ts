export { noAnswerWithin } from './backoff';
export { asError, DedupeStore } from './dedupeStore';
export { deliver, isFailure } from './deliver';
export { idempotencyKeyOf } from './idempotencyKey';
export { Ledger, type Receipt } from './ledger';
export { newPace } from './rateLimiter';
export { REMEMBERED_ROWS, SentRows } from './sentRows';
export { SYSTEM_CLOCK } from './systemClock';
export type * from './types';
