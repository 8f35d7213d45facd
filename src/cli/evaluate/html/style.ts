/** Colours for light and dark; what is drawn takes them from here. */
export const style = `
:root { color-scheme: light dark; --page: #fcfcfb; --text: #1f1f1d; --faint: #6b6a66; --line: #dcdbd6;
  --up: #1f6fb8; --down: #c2570c; --none: #8a8984; }
@media (prefers-color-scheme: dark) {
  :root { --page: #171716; --text: #ecebe7; --faint: #a3a19b; --line: #3a3935;
    --up: #6cb0f0; --down: #f0924a; --none: #8f8d87; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 64rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: 0; }
.faint, p.method { color: var(--faint); }
svg { max-width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); }
svg text.faint { fill: var(--faint); }
svg line { stroke: var(--line); }
svg .zero { stroke: var(--faint); }
svg .up { fill: var(--up); stroke: var(--up); } svg .down { fill: var(--down); stroke: var(--down); }
svg .none { fill: var(--none); stroke: var(--none); }
svg line.thick { stroke-width: 4; } svg line.thin { stroke-width: 1.5; }
svg rect.up, svg rect.down, svg rect.none { stroke: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
`;
