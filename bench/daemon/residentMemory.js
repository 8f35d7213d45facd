import { readFile } from 'node:fs/promises';

const kibibyte = 1_024;

/**
 * Bytes of a process that are in memory now, by Linux: all of them, those that are mapped files (the program itself), and
 * the most there ever were. Rejects on a system without `/proc`.
 */
export async function residentMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const bytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * kibibyte;
  return { rssBytes: bytes('VmRSS'), fileBytes: bytes('RssFile'), peakBytes: bytes('VmHWM') };
}
