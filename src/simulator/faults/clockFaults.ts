import type { Behaviour } from './faultRun.js';
import type { FaultSurface } from './faultSurface.js';

export const clockOff: Behaviour<'clockOff', FaultSurface> = (run, { serverClock }) => {
  const { offsetMs } = run.fault.parameters;
  run.hit();
  serverClock.shift(offsetMs);
  return () => serverClock.shift(-offsetMs);
};

export const clockStep: Behaviour<'clockStep', FaultSurface> = (run, { serverClock }) => {
  run.hit();
  serverClock.shift(run.fault.parameters.offsetMs);
  return () => undefined;
};
