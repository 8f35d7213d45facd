import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultSurface, Handshake } from './faultSurface.js';

export const connectionRefused: Behaviour<'connectionRefused', FaultSurface> = (run, { accepts }) =>
  accepts.add(() => {
    run.hit();
    return true;
  });

const isMeant = ({ target }: FaultRun, { path, route }: Handshake): boolean =>
  target.matchesPath(path) && target.matchesRoute(route);

export const handshakeStatus: Behaviour<'handshakeStatus', FaultSurface> = (run, { handshakes }) =>
  handshakes.add((handshake) => {
    if (!isMeant(run, handshake)) return undefined;
    run.hit();
    return run.fault.parameters.status;
  });

export const handshakeHang: Behaviour<'handshakeHang', FaultSurface> = (run, { handshakes }) =>
  handshakes.add((handshake) => {
    if (!isMeant(run, handshake)) return undefined;
    run.hit();
    return 'hang';
  });
