import { cpus } from 'node:os';

/** Where and when the figures were taken: they mean nothing without it. */
export function machine(now = new Date()) {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    date: now.toISOString().slice(0, 10),
  };
}

/** `AMD EPYC, 2 cores, linux x64, Node v20.20.2, 2026-11-21` */
export const machineLine = ({ cpu, cores, platform, node, date }) =>
  [cpu, `${cores} cores`, platform, `Node ${node}`, date].join(', ');
