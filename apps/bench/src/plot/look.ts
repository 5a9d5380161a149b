/** How a system's line looks: a colour for its family, a dash for itself. */

type Family = 'errand' | 'pool' | 'broker' | 'raw'

export interface Look {
  readonly family: Family
  /** Of an SVG line; empty for a whole one. */
  readonly dash: string
}

const families: { readonly [family in Family]: readonly string[] } = {
  errand: ['errand-inproc', 'errand-thread', 'errand-ipc', 'errand-tcp', 'errand-pool', 'errand-tcp-process'],
  pool: ['piscina-tuned', 'piscina', 'poolifier', 'tinypool', 'workerpool'],
  broker: ['nats', 'bullmq', 'python', 'python-pool'],
  raw: ['c-inproc', 'c-ipc', 'zeromq-echo', 'zeromq-hops'],
}

const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 2']

export function lookOf(system: string): Look {
  for (const [family, systems] of Object.entries(families)) {
    const place = systems.indexOf(system)
    if (place !== -1) return { family: family as Family, dash: dashes[place] ?? '' }
  }
  return { family: 'raw', dash: '' }
}

/** One file for both: whoever shows it says which. */
export const styleSheet = `
  svg { color-scheme: light dark; }
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .note, .tick { font-size: 11px; fill: #57606a; }
  .background { fill: #ffffff; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .line { fill: none; stroke-width: 1.75; }
  .leader { stroke-width: 0.75; opacity: 0.5; }
  .errand { stroke: #0969da; } .label.errand, .dot.errand { fill: #0969da; stroke: none; }
  .pool { stroke: #1a7f37; } .label.pool, .dot.pool { fill: #1a7f37; stroke: none; }
  .broker { stroke: #bc4c00; } .label.broker, .dot.broker { fill: #bc4c00; stroke: none; }
  .raw { stroke: #6e7781; } .label.raw, .dot.raw { fill: #6e7781; stroke: none; }
  .line.errand { stroke-width: 2.5; } .label.errand { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .note, .tick { fill: #9198a1; }
    .background { fill: #0d1117; }
    .grid { stroke: #30363d; }
    .errand { stroke: #58a6ff; } .label.errand, .dot.errand { fill: #58a6ff; }
    .pool { stroke: #3fb950; } .label.pool, .dot.pool { fill: #3fb950; }
    .broker { stroke: #f0883e; } .label.broker, .dot.broker { fill: #f0883e; }
    .raw { stroke: #9198a1; } .label.raw, .dot.raw { fill: #9198a1; }
  }
`
