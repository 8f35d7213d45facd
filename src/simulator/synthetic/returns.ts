import { exponential } from './exponential.js';
import { hash32, RandomSequence, toGaussian, toUnitInterval } from './random.js';
import { addWave, bridgedWalk } from './walks.js';

/** Minutes in a block: six hours. */
export const blockMinutes = 360;

/** One source of returns: the whole market, or what is special to one symbol. */
export interface ReturnSource {
  readonly key: number;
  /** Standard deviation of a minute's log return, on average. */
  readonly minuteDeviation: number;
  /** Jumps per day, on average. */
  readonly jumpsPerDay: number;
}

/** The log returns of one block, and how lively each minute is (1 = as on average). */
export interface BlockReturns {
  readonly logReturns: Float64Array;
  readonly volatility: Float64Array;
}

/** How log volatility wanders: hours, half days, days. Sum of squares about 0.3. */
const volatilityWaves = [
  { salt: 11, amplitude: 0.3, scaleMinutes: 20 },
  { salt: 12, amplitude: 0.35, scaleMinutes: 150 },
  { salt: 13, amplitude: 0.3, scaleMinutes: 1_200 },
];
/** Undoes the mean that wandering adds to the variance. */
const volatilityCorrection = 0.17;
/** Trends of a few hours: drift per minute, in standard deviations. */
const trend = { salt: 14, amplitude: 0.09, scaleMinutes: 200 };
const walkSalt = 15;
const shockSalt = 16;
/** After a jump volatility is raised, and falls back by this factor per minute. */
const calmingPerMinute = 0.96;

/** Log height of the source's walk at the beginning of the block. */
export const blockStartLog = ({ key, minuteDeviation }: ReturnSource, block: number): number =>
  bridgedWalk(hash32(key, walkSalt), block) * minuteDeviation * Math.sqrt(blockMinutes);

/**
 * The minutes of block `block` (six hours since the epoch): clustered volatility, drifting for hours, jumping now and
 * then, and ending exactly where the next block starts.
 */
export function blockReturns(source: ReturnSource, block: number, into: BlockReturns): BlockReturns {
  const { logReturns, volatility } = into;
  const firstMinute = block * blockMinutes;
  const random = new RandomSequence(hash32(source.key, shockSalt, block));
  logReturns.fill(0);
  volatility.fill(-volatilityCorrection);
  for (const { salt, amplitude, scaleMinutes } of volatilityWaves) {
    addWave(volatility, firstMinute, { key: hash32(source.key, salt), amplitude, scaleMinutes });
  }
  addWave(logReturns, firstMinute, { ...trend, key: hash32(source.key, trend.salt) });
  const jumpProbability = source.jumpsPerDay / 1_440;
  let excitement = 0;
  let logSum = 0;
  let volatilitySum = 0;
  for (let minute = 0; minute < blockMinutes; minute += 1) {
    const bits = random.next();
    const level = exponential(volatility[minute] ?? 0) * (1 + excitement);
    let shock = (logReturns[minute] ?? 0) + toGaussian(bits);
    excitement *= calmingPerMinute;
    if (toUnitInterval(random.next()) < jumpProbability) {
      const size = 5 + 7 * toUnitInterval(random.next());
      shock += (bits & 1) === 0 ? size : -size;
      excitement += 1.5;
    }
    const logReturn = shock * level * source.minuteDeviation;
    logReturns[minute] = logReturn;
    volatility[minute] = level;
    logSum += logReturn;
    volatilitySum += level;
  }
  const missing = blockStartLog(source, block + 1) - blockStartLog(source, block) - logSum;
  const missingPerVolatility = missing / volatilitySum;
  for (let minute = 0; minute < blockMinutes; minute += 1) {
    logReturns[minute] = (logReturns[minute] ?? 0) + missingPerVolatility * (volatility[minute] ?? 0);
  }
  return into;
}

export const emptyBlockReturns = (): BlockReturns => ({
  logReturns: new Float64Array(blockMinutes),
  volatility: new Float64Array(blockMinutes),
});
