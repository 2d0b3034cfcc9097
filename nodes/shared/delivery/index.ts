export { deliver, isFailure, noAnswerWithin } from './deliver';
export { digestOf } from './digest';
export { Ledger, type Receipt } from './ledger';
export { SentStore } from './sentStore';
export type * from './types';
