import { formatUnits } from '../decimal.js';
import { OpenInterestProcess } from '../openInterest.js';
import { requiredInstrument } from './parameters.js';
import type { Route } from './route.js';
import { invalidSymbol } from './venueError.js';

/** `GET /fapi/v1/openInterest`, of one symbol: the venue has no list of them. */
export function openInterestRoute(): Route {
  let invented: OpenInterestProcess | undefined;
  return {
    weight: () => 1,
    handle: (query, { view, nowMs }) => {
      const instrument = requiredInstrument(query, view);
      invented ??= new OpenInterestProcess(view);
      const units = invented.unitsAt(instrument, nowMs);
      if (units === undefined) throw invalidSymbol();
      const openInterest = formatUnits(units, instrument.baseVolume);
      return JSON.stringify({ openInterest, symbol: instrument.symbol, time: nowMs });
    },
  };
}
