import { listenKeyExpired, listenKeySilent, listenKeyUnknown } from './accountFaults.js';
import { clockOff, clockStep } from './clockFaults.js';
import * as connections from './connectionFaults.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';
import type { FaultSurface } from './faultSurface.js';
import * as frames from './frameFaults.js';
import { connectionRefused, handshakeHang, handshakeStatus } from './handshakeFaults.js';
import * as orders from './orderFaults.js';
import * as rest from './restFaults.js';
import * as streams from './streamFaults.js';

/** What each kind does. */
const behaviours: { readonly [K in FaultKind]: Behaviour<K, FaultSurface> } = {
  connectionRefused,
  handshakeStatus,
  handshakeHang,
  ...connections,
  ...streams,
  ...frames,
  ...rest,
  clockOff,
  clockStep,
  listenKeyExpired,
  listenKeyUnknown,
  listenKeySilent,
  ...orders,
};

/** Begins a fault; the function that is returned ends it. */
export function beginFault<K extends FaultKind>(run: FaultRun<K>, surface: FaultSurface): () => void {
  const behaviour: Behaviour<K, FaultSurface> = behaviours[run.fault.kind];
  return behaviour(run, surface);
}
