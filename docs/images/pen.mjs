// Draws what the pictures are made of (threads, sockets, ways between them) in one theme, as SVG.

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ x: number, y: number, left: Point, right: Point, top: Point, bottom: Point }} Anchors */

const font = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
const cornerRadius = 10

export const themes = {
  light: {
    paper: '#ffffff',
    ink: '#1f2328',
    faint: '#59636e',
    thread: { fill: '#f6f8fa', line: '#9ba5b0' },
    inner: { fill: '#ffffff', line: '#c4ccd5' },
    routed: { fill: '#ddf4ff', line: '#0969da', ink: '#0550ae' },
    pushed: { fill: '#dafbe1', line: '#1a7f37', ink: '#116329' },
    paired: { fill: '#fff8c5', line: '#9a6700', ink: '#7d4e00' },
    port: { fill: '#fbefff', line: '#8250df', ink: '#6639ba' },
    bell: { fill: '#ffeff7', line: '#bf3989', ink: '#99286e' },
  },
  dark: {
    paper: '#0d1117',
    ink: '#f0f6fc',
    faint: '#b1bac4',
    thread: { fill: '#161c24', line: '#656c76' },
    inner: { fill: '#0d1117', line: '#4a515a' },
    routed: { fill: '#10233f', line: '#4493f8', ink: '#a5d6ff' },
    pushed: { fill: '#12291b', line: '#3fb950', ink: '#a2f2ab' },
    paired: { fill: '#2c230f', line: '#d29922', ink: '#f2cc60' },
    port: { fill: '#251b3d', line: '#ab7df8', ink: '#dcc3ff' },
    bell: { fill: '#36172a', line: '#f778ba', ink: '#ffb3d8' },
  },
}

/** Colour of each kind of socket, and of the ways that begin at it. */
const hues = { ROUTER: 'routed', DEALER: 'routed', PUSH: 'pushed', PULL: 'pushed', PAIR: 'paired', MessagePort: 'port' }

export class Pen {
  /** Sockets stand on the edges of threads, so they are drawn last. */
  #below = []
  #above = []
  #theme

  constructor(theme) {
    this.#theme = theme
  }

  thread({ x, y, width, height, title, note, titleX = x + width / 2, titleY = y + 20, inner = false }) {
    const { fill, line } = inner ? this.#theme.inner : this.#theme.thread
    this.#below.push(rect({ x, y, width, height, radius: 9, fill, line, thickness: inner ? 1 : 1.5 }))
    if (title) this.text({ x: titleX, y: titleY, text: title, bold: true, size: 14 })
    if (note) this.text({ x: titleX, y: titleY + 17, text: note, faint: true })
  }

  /**
   * @param place of its middle
   * @returns {Anchors} where ways begin and end
   */
  socket({ x, y, kind, name = kind, width = 66, temporary = false, bell = false }) {
    const { fill, line, ink } = this.#theme[hues[kind]]
    const height = 24
    this.#above.push(
      rect({ x: x - width / 2, y: y - height / 2, width, height, radius: 6, fill, line, thickness: 1.5, temporary }),
      label({ x: bell ? x - 8 : x, y: y + 4.5, text: name, color: ink, size: 12.5, bold: true }),
    )
    if (bell) this.#above.push(bellSign(x + width / 2 - 13, y, this.#theme.bell.line))
    return anchors({ x, y, width, height })
  }

  /** The end of a doorbell, which is no socket. @returns {Anchors} */
  bell({ x, y }) {
    const { fill, line } = this.#theme.bell
    const radius = 12
    this.#above.push(
      `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" stroke="${line}" stroke-width="1.5"/>`,
      bellSign(x, y, line),
    )
    return anchors({ x, y, width: radius * 2, height: radius * 2 })
  }

  /** A way through the given points, with arrowheads at its end, at its start, or at both. */
  way(points, { kind, heads = 'end', temporary = false }) {
    const { line } = this.#theme[kind === 'bell' ? 'bell' : hues[kind]]
    const dashes = kind === 'bell' ? '1.5 4' : temporary ? '6 4' : undefined
    const attributes = [`d="${roundedPath(points)}"`, 'fill="none"', `stroke="${line}"`, 'stroke-width="1.8"']
    if (dashes) attributes.push(`stroke-dasharray="${dashes}"`, 'stroke-linecap="round"')
    this.#below.push(`<path ${attributes.join(' ')}/>`)
    if (heads === 'end' || heads === 'both') this.#below.push(arrowhead(points.at(-2), points.at(-1), line))
    if (heads === 'start' || heads === 'both') this.#below.push(arrowhead(points[1], points[0], line))
  }

  text({ x, y, text, size = 12.5, bold = false, faint = false, align = 'middle', kind }) {
    const color = kind ? this.#theme[kind === 'bell' ? 'bell' : hues[kind]].ink : this.#theme[faint ? 'faint' : 'ink']
    this.#above.push(label({ x, y, text, color, size, bold, align }))
  }

  /** A worker that is an object and no thread. */
  tag({ x, y, width, text }) {
    const { line, fill } = this.#theme.inner
    this.#above.push(rect({ x, y: y - 11, width, height: 22, radius: 11, fill, line, thickness: 1.2 }))
    this.text({ x: x + width / 2, y: y + 4.5, text, size: 12 })
  }

  svg({ width, height, top = 0, title, description }) {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${top} ${width} ${height - top}" width="${width}" height="${height - top}" role="img" aria-labelledby="title description" font-family="${font}">`,
      `<title id="title">${title}</title>`,
      `<desc id="description">${description}</desc>`,
      rect({ x: 0, y: top, width, height: height - top, radius: 12, fill: this.#theme.paper }),
      ...this.#below,
      ...this.#above,
      '</svg>\n',
    ].join('\n')
  }
}

function anchors({ x, y, width, height }) {
  return {
    x,
    y,
    left: { x: x - width / 2, y },
    right: { x: x + width / 2, y },
    top: { x, y: y - height / 2 },
    bottom: { x, y: y + height / 2 },
  }
}

function rect({ x, y, width, height, radius, fill, line, thickness = 1, temporary = false }) {
  const stroke = line ? ` stroke="${line}" stroke-width="${thickness}"` : ''
  const dashes = temporary ? ' stroke-dasharray="5 3"' : ''
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${stroke}${dashes}/>`
}

function label({ x, y, text, color, size, bold = false, align = 'middle' }) {
  const weight = bold ? ' font-weight="600"' : ''
  return `<text x="${x}" y="${y}" fill="${color}" font-size="${size}" text-anchor="${align}"${weight}>${text}</text>`
}

function bellSign(x, y, color) {
  const body = `M${x - 5} ${y + 3}c1.6-1.4 1.4-3 1.6-4.6a3.4 3.4 0 0 1 6.8 0c.2 1.6 0 3.2 1.6 4.6z`
  return `<path d="${body}" fill="${color}"/><circle cx="${x}" cy="${y + 4.6}" r="1.5" fill="${color}"/>`
}

/** Corners are quarter circles. */
function roundedPath(points) {
  const [first, ...rest] = points
  let path = `M${first.x} ${first.y}`
  for (const [index, corner] of rest.slice(0, -1).entries()) {
    const before = towards(corner, points[index])
    const after = towards(corner, rest[index + 1])
    path += `L${before.x} ${before.y}Q${corner.x} ${corner.y} ${after.x} ${after.y}`
  }
  const last = rest.at(-1)
  return `${path}L${last.x} ${last.y}`
}

function towards(from, to) {
  const distance = Math.hypot(to.x - from.x, to.y - from.y)
  const part = Math.min(cornerRadius, distance / 2) / distance
  return { x: round(from.x + (to.x - from.x) * part), y: round(from.y + (to.y - from.y) * part) }
}

function arrowhead(from, tip, color) {
  const angle = Math.atan2(tip.y - from.y, tip.x - from.x)
  const wing = (turn) => `${round(tip.x - 9 * Math.cos(angle + turn))} ${round(tip.y - 9 * Math.sin(angle + turn))}`
  return `<path d="M${tip.x} ${tip.y}L${wing(0.45)}L${wing(-0.45)}z" fill="${color}"/>`
}

function round(value) {
  return Math.round(value * 10) / 10
}
