import { falseStales, splitDifferent } from './findings.js';
import { heapSlope } from './heapSlope.js';

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);
const added = (maps) => {
  const total = {};
  for (const map of maps) for (const [key, count] of Object.entries(map)) total[key] = (total[key] ?? 0) + count;
  return total;
};

/**
 * What a run has come to: the daemon's report held against what the exchange knows. Every figure of the table, what went
 * wrong one by one, and `failures`, the sentences for what must not be; empty for a good run.
 */
export function outcomeOf({ args, plan, run, records }) {
  const { report, exitCode, heap } = run;
  const { stats, faults, connections, corrections } = records;
  const planned = { faults: plan.length, injected: faultsByKind(faults) };
  if (!report?.audit) {
    const failures = [
      report ? 'the windows were not compared with the truth' : `the daemon ended with exit code ${exitCode}`,
    ];
    return { args, ...planned, failures };
  }
  const { audit, klines, feeds, rest } = report;
  const { notTold, wrong } = splitDifferent(audit.findings, corrections);
  const feedConnections = feeds.map(({ connections: counts }) => counts);
  const losses = feeds.flatMap(({ name, connections: { losses: each } }) =>
    each.map((loss) => ({ feed: name, ...loss })),
  );
  const started = feedConnections.reduce((total, counts) => total + counts.started, 0);
  const unanswered = feedConnections.reduce((total, counts) => total + counts.unanswered, 0);
  const untried = feedConnections.reduce((total, counts) => total + counts.untried, 0);
  const lost = added(feedConnections.map((counts) => counts.lost));
  const opened = added(feedConnections.map((counts) => counts.opened));
  const stale = falseStales(losses, connections);
  const figures = {
    closes: {
      expected: audit.compared + audit.missing + klines.givenUp,
      live: klines.closedLive,
      missing: audit.missing + klines.givenUp,
      double: klines.double,
      different: wrong.length,
      correctionsNotTold: notTold.length,
      outOfOrder: klines.outOfOrder,
      corrected: klines.corrected,
      suspectAtEnd: klines.suspect,
    },
    windows: { compared: audit.series, held: report.universe.count * args.intervals.length },
    connections: {
      tried: report.connections.tried,
      causes: started + sum(lost) - unanswered - untried,
      untried,
      unanswered,
      started,
      opened,
      lost,
      accepted: stats.handshakes.accepted,
      falseStale: stale.length,
      peakInWindow: report.connections.peakInWindow,
      limit: report.connections.limit,
    },
    rest: { ...rest, caused: stats.refusals.tooMany + stats.refusals.banned },
    account: report.account,
    repairMs: klines.repairMs,
    heap: {
      slopeMbPerDay: heapSlope(heap, args.speed),
      samples: heap.length,
      lastMb: (heap.at(-1)?.heapBytes ?? 0) / 2 ** 20,
      latestMs: Math.max(0, ...heap.map(({ lateMs }) => lateMs)),
    },
    simulatedDays: (report.durationMs * args.speed) / 86_400_000,
  };
  const details = {
    wrong,
    notTold,
    missing: audit.findings.filter(({ found }) => found === 'missing'),
    falseStale: stale,
  };
  return { args, ...planned, ...figures, details, failures: failuresOf(figures) };
}

const faultsByKind = (faults) => {
  const kinds = {};
  for (const { kind, hits } of faults) {
    kinds[kind] ??= { injected: 0, hits: 0 };
    kinds[kind].injected += 1;
    kinds[kind].hits += hits;
  }
  return kinds;
};

/** An attempt that was given up under way, since another connection had taken over, may or may not have left. */
const areEqual = ({ tried, causes, unanswered }) => tried >= causes && tried <= causes + unanswered;

function failuresOf({ closes, connections, rest, windows, account }) {
  const mustBeZero = {
    missing: closes.missing,
    double: closes.double,
    different: closes.different,
    'out of order': closes.outOfOrder,
    'false stale': connections.falseStale,
    '429s caused': rest.caused,
  };
  return [
    ...Object.entries(mustBeZero).flatMap(([what, count]) => (count === 0 ? [] : [`${what}: ${count}`])),
    ...(areEqual(connections) ? [] : [`connections opened: ${connections.tried} for ${connections.causes} causes`]),
    ...(account?.isReady ? [] : ['the account is not reconciled at the end']),
    ...(windows.compared === windows.held ? [] : [`only ${windows.compared} of ${windows.held} windows were compared`]),
  ];
}
