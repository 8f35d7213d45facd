const count = (number) => number.toLocaleString('en-US');
const decimals = (number, places = 1) => (Number.isFinite(number) ? number.toFixed(places) : 'not measured');
const seconds = (ms) => `${decimals(ms / 1_000, 2)} s`;
const listed = (counts) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, number]) => `${name} ${count(number)}`)
    .join(', ') || 'none';

/** The lines of the table. */
export function tableLines(outcome) {
  const kinds = Object.entries(outcome.injected);
  const lines = [
    ['fault', 'injected', 'hits'],
    ...kinds.map(([kind, { injected, hits }]) => [kind, count(injected), count(hits)]),
    ['all', count(kinds.reduce((all, [, { injected }]) => all + injected, 0)), ''],
  ];
  const width = Math.max(...lines.map(([kind]) => kind.length));
  return [
    ...lines.map(([kind, injected, hits]) => `${kind.padEnd(width)}  ${injected.padStart(8)}  ${hits.padStart(6)}`),
    '',
    ...(outcome.closes ? figureLines(outcome) : []),
  ];
}

function figureLines({ closes, windows, connections, rest, repairMs, heap, account, simulatedDays }) {
  const rows = [
    [
      'windows compared',
      `${count(windows.compared)} of ${count(windows.held)}, ${decimals(simulatedDays, 2)} market days`,
    ],
    ['closes expected', `${count(closes.expected)}, ${count(closes.live)} of them live`],
    ['missing', count(closes.missing)],
    ['double', count(closes.double)],
    ['different', count(closes.different)],
    ['out of order', count(closes.outOfOrder)],
    ['corrections told', count(closes.corrected)],
    [
      'corrections not told',
      `${count(closes.correctionsNotTold)} (no connection stood to hear of them: not different)`,
    ],
    ['suspect at the end', count(closes.suspectAtEnd)],
    [
      'connections opened',
      `${count(connections.tried)} for ${count(connections.causes)} causes; ${count(connections.accepted)} accepted`,
    ],
    ['  opened for', listed(connections.opened)],
    ['  lost for', listed(connections.lost)],
    ['  not tried', `${count(connections.untried)} (the account had no listen key)`],
    ['  not reopened', `${count(connections.unanswered)} (another had taken over, or the end)`],
    ['  most in 5 min', `${count(connections.peakInWindow)} of ${count(connections.limit)}`],
    ['false stale', count(connections.falseStale)],
    [
      'REST weight',
      `${count(rest.weight)} in ${count(rest.calls)} calls, at most ${count(rest.peakWeight)} of ${count(rest.limitWeight)} in a minute`,
    ],
    ['429s caused', `${count(rest.caused)} (${count(rest.rateLimited)} injected)`],
    ['account', account ? `${count(account.events)} events, read ${count(account.readings)} times` : 'not heard of'],
    ['time to repair', `p50 ${seconds(repairMs.p50)}, p99 ${seconds(repairMs.p99)}, longest ${seconds(repairMs.max)}`],
    ['heap slope', `${decimals(heap.slopeMbPerDay, 2)} MB per market day, ${decimals(heap.lastMb)} MB at the end`],
    ['daemon busy', `at most ${seconds(heap.latestMs)} at a stretch`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** One line: whether the run was good, and if not, why. */
export const verdictLine = ({ args: { minutes, seed }, faults, failures }) =>
  failures.length === 0
    ? `PASS: ${count(faults)} faults in ${minutes} min, seed ${seed}: every close once, in order, as the exchange has it; one connection for each cause.`
    : `FAIL: ${count(faults)} faults in ${minutes} min, seed ${seed}: ${failures.join('; ')}.`;
