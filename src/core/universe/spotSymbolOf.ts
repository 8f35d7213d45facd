import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';

type Named = Pick<Instrument, 'symbol' | 'status' | 'baseAsset' | 'quoteAsset'>;

/** Contracts on cheap coins are made on many of them: `1000PEPE`, `1000000MOG`, `1MBABYDOGE`. */
const multiplier = /^(?:10{3,6}|1M)(?=.)/;

/**
 * The spot symbol of the coin that a contract is on, with the same quote asset; `undefined` when it does not trade on
 * spot, and for contracts on shares, metals or indices, which may be called as some coin is. A leading multiplier is no
 * part of the coin's name unless spot lists it so: `1000SATS` is traded under this name on both sides, and `1INCH` has
 * none. Prices of the two may so differ by the multiplier.
 */
export function spotSymbolOf(
  contract: Named & Pick<Instrument, 'underlyingType'>,
  spotInstruments: readonly Named[],
): InstrumentSymbol | undefined {
  const { baseAsset, quoteAsset, underlyingType } = contract;
  if (underlyingType !== 'COIN' && underlyingType !== '') return undefined;
  const listedAs = (name: string): Named | undefined =>
    spotInstruments.find((spot) => spot.baseAsset === name && spot.quoteAsset === quoteAsset);
  // A coin that is listed by the whole name, but is halted, must not be taken for the one of the shorter name.
  const twin = listedAs(baseAsset) ?? listedAs(baseAsset.replace(multiplier, ''));
  return twin?.status === 'TRADING' ? twin.symbol : undefined;
}
