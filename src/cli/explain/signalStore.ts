import { join } from 'node:path';
import { signalRecordFiles } from '../../adapters/files/signalRecordFiles.js';
import type { Config } from '../../config/schema.js';
import type { SignalRecords } from '../../ports/signalRecords.js';

/** Where signals are kept by the configuration; `undefined` when nothing is to be kept. */
export const signalFolder = ({ folder }: Config['state']): string | undefined =>
  folder === null ? undefined : join(folder, 'signals');

export const signalStore = ({ signals }: Config['state'], folder: string): SignalRecords =>
  signalRecordFiles({ folder, mostKept: signals });
