import { sleep } from 'n8n-workflow';

import type { Clock } from './types';

/** The real time. */
export const SYSTEM_CLOCK: Clock = { now: () => performance.now(), sleep, random: Math.random };
