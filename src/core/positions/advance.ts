import { maxDecimal, minDecimal, type Decimal } from '../../domain/decimal.js';
import type { ExitCause, Position } from '../../domain/position.js';
import type { PositionRules } from './positionEvent.js';

/** The position after its price: the best one so far, and the stop that trails it. */
export function atPrice(position: Position, price: Decimal): Position {
  const { intent, direction, state, bestPrice: before } = position;
  if (state !== 'open' || intent === undefined) return position;
  const isLong = direction === 'long';
  const bestPrice = before === undefined ? price : isLong ? maxDecimal(before, price) : minDecimal(before, price);
  if (before?.equals(bestPrice)) return position;
  const { trailing, tickSize } = intent;
  const hasBegun =
    trailing && (isLong ? !bestPrice.isBelow(trailing.fromPrice) : !bestPrice.isAbove(trailing.fromPrice));
  if (!hasBegun) return { ...position, bestPrice };
  const distance = bestPrice.times(trailing.distanceRatio);
  // Rounded away from the price: a stop that trails is never nearer than it was asked to be.
  const stop = (isLong ? bestPrice.minus(distance) : bestPrice.plus(distance)).roundTo(
    tickSize,
    isLong ? 'down' : 'up',
  );
  const gain = isLong ? stop.minus(position.stopPrice) : position.stopPrice.minus(stop);
  return gain.sign > 0 && !gain.isBelow(trailing.stepQuote)
    ? { ...position, bestPrice, stopPrice: stop }
    : { ...position, bestPrice };
}

/** The position as time passes: what lasted too long, or has been without a stop for too long, is to be closed. */
export function atTime(position: Position, atMs: number, { maxUnprotectedMs }: PositionRules): Position {
  const { state, intent, openedAtMs, unprotectedSinceMs } = position;
  if (state !== 'open') return position;
  if (unprotectedSinceMs !== undefined && atMs - unprotectedSinceMs > maxUnprotectedMs) {
    return leaving(position, 'unprotected');
  }
  const isTimedOut =
    intent?.timeoutMs !== undefined && openedAtMs !== undefined && atMs - openedAtMs >= intent.timeoutMs;
  return isTimedOut ? leaving(position, 'timeout') : position;
}

/** The position with a reason to end. The first reason counts. */
export const leaving = (position: Position, exitCause: ExitCause): Position =>
  position.exitCause === undefined && (position.state === 'open' || position.state === 'pending')
    ? { ...position, exitCause }
    : position;

/** What it means that the stop as it is now was hit. */
export const stopCause = ({ intent, stopPrice }: Position): ExitCause =>
  intent?.stopPrice.equals(stopPrice) === false ? 'trailingStop' : 'stop';
