import type { Scan } from '../../domain/cycle.js';
import { IncrementalScan } from './incrementalScan.js';
import type { ScanInput, ScanRules } from './scanRules.js';

/** One scan from scratch: every factor is asked about every symbol that is ready. */
export const scanUniverse = (rules: ScanRules, input: ScanInput): Scan => new IncrementalScan(rules).scan(input);
