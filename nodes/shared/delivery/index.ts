export { deliver, isFailure, noAnswerWithin } from './deliver';
export { digestOf } from './idempotencyKey';
export { Ledger, type Receipt } from './ledger';
export { SentStore } from './dedupeStore';
export type * from './types';
